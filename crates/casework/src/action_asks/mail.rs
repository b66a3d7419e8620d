//! The letters of this room. None names a child, a family, a case or what is asked: an address may be mistyped, and mail is
//! read on the way.

use access::{Act, notices};
use kernel::{Id, Result, kinds::Message};
use store::outbox;

use super::store::{Asking, DOOR};
use crate::{cases::store::who_hears, contributions::pages::draw::day};

/// The letter with the link.
pub(super) fn asked(act: &Act<'_>, k: &Asking) -> Result<()> {
    let body = format!(
        "Hello,\n\n{} at {} asks what became of something that you agreed to do, by {}.\n\n\
         Open this link on a phone or a computer. No account is needed. We then send a code to this address, so that nobody else \
         can open it:\n\n{}\n\n\
         If you did not expect this, or it is not for you, do nothing, or tell whoever asked.\n",
        k.ask.worker,
        k.ask.agency,
        day(k.due),
        DOOR.address(act.keys(), &k.ask.site, k.id, 1)
    );
    let key = format!("action-ask-{}-asked", k.id);
    outbox::email(act.write(), act.now(), &key, &k.ask.email, "You are asked what became of something", &body)
}

/// Nothing is wanted any more.
pub(super) fn withdrawn(act: &Act<'_>, k: &Asking) -> Result<()> {
    let body = format!(
        "Hello,\n\n{} at {} asked what became of something that you agreed to do. An answer is not needed any more, and the link \
         does not work any longer. Thank you.\n",
        k.ask.worker, k.ask.agency
    );
    let key = format!("action-ask-{}-withdrawn", k.id);
    outbox::email(act.write(), act.now(), &key, &k.ask.email, "An answer is not needed any more", &body)
}

/// The code, to the same address as the link.
pub(super) fn code(act: &Act<'_>, k: &Asking, code: &str) -> Result<()> {
    // Each code is a letter of its own, also two of one instant.
    let key = format!("action-ask-{}-code-{}", k.id, Id::<Message>::new(act.now()));
    outbox::email(act.write(), act.now(), &key, &k.ask.email, "Your code", &crate::door::code_letter(code))
}

/// Tells whoever asked, and whoever coordinates by now, that there is an answer.
pub(super) fn to_worker(act: &Act<'_>, k: &Asking) -> Result<()> {
    let subject = "The owner of an action in a plan has answered";
    let body = format!("Hello,\n\n{subject}. Sign in to read it:\n\n{}/cases/{}/plan\n", k.ask.site, k.case);
    for worker in who_hears(act, k.case, k.asked_by)? {
        notices::mail(act, worker, &format!("action-ask-{}-answered-{worker}", k.id), subject, &body)?;
    }
    Ok(())
}
