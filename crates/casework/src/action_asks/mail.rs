//! The letters of this room. None names a child, a family, a case or what is asked: an address may be mistyped, and mail is
//! read on the way.

use access::{Act, notices};
use kernel::{Id, Result, kinds::Message};
use store::outbox;

use super::store::{Asking, DOOR};
use crate::{
    cases::store::who_hears,
    contributions::{model::Stage, pages::draw::day},
};

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

/// A reminder, or the letter after the last day.
pub(super) fn reminded(act: &Act<'_>, k: &Asking, stage: Stage) -> Result<()> {
    let due = day(k.due);
    let (subject, first) = match stage {
        Stage::Asked | Stage::Reminded => {
            ("A reminder: what became of something?", format!("your answer is asked for by {due}"))
        }
        Stage::DueToday => {
            ("Today: what became of something?", "your answer is asked for by the end of today".to_owned())
        }
        Stage::Late | Stage::Managers => (
            "Your answer is still wanted",
            format!("your answer was asked for by {due}, and is still wanted"),
        ),
    };
    let body = format!(
        "Hello,\n\n{} at {} asked what became of something that you agreed to do: {first}.\n\n\
         Open this link on a phone or a computer. No account is needed. We then send a code to this address, so that nobody else \
         can open it:\n\n{}\n\n\
         The page lets you say that it needs more time, or will not be done, and stop these reminders. If you did not expect this, \
         or it is not for you, do nothing, or tell whoever asked.\n",
        k.ask.worker,
        k.ask.agency,
        DOOR.address(act.keys(), &k.ask.site, k.id, 1)
    );
    let key = format!("action-ask-{}-stage-{}", k.id, stage.number());
    outbox::email(act.write(), act.now(), &key, &k.ask.email, subject, &body)
}

/// Tells whoever asked, and whoever coordinates by now, that no answer came.
pub(super) fn late(act: &Act<'_>, k: &Asking) -> Result<()> {
    let subject = "The owner of an action in a plan has not answered";
    let body = format!(
        "Hello,\n\nthe last day to answer is over. Sign in to see who was asked, to call them, or to ask somebody else:\n\n\
         {}/action-asks/{}\n",
        k.ask.site, k.id
    );
    for worker in who_hears(act, k.case, k.asked_by)? {
        notices::mail(act, worker, &format!("action-ask-{}-late-{worker}", k.id), subject, &body)?;
    }
    Ok(())
}

/// Tells the managers of the agency that an answer does not come.
pub(super) fn to_managers(act: &Act<'_>, k: &Asking) -> Result<()> {
    let subject = "An action of a plan is late in another organisation";
    let body = format!(
        "Hello,\n\nan organisation that owns an action of a plan has not said what became of it, days after the last day. Sign in \
         to see all that are late:\n\n{}/plan-actions?show=late\n",
        k.ask.site
    );
    notices::mail_managers(act, k.agency, &format!("action-ask-{}-managers", k.id), subject, &body)
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
