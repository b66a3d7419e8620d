//! The letters of this room. None names a child, a family or a case: an address may be mistyped, and mail is read on the way.

use access::{Act, notices};
use kernel::{Id, Result, Timestamp, kinds::Message, local_date};
use store::outbox;

use super::{
    model::{Ask, Stage},
    store::{Contribution, DOOR},
};
use crate::{cases::store::who_hears, door::code_letter};

fn day(at: Timestamp) -> String {
    local_date(at).strftime("%-d %B %Y").to_string()
}

fn way(act: &Act<'_>, k: &Contribution) -> String {
    DOOR.address(act.keys(), &k.ask.site, k.id, k.link)
}

fn put(act: &Act<'_>, k: &Contribution, what: &str, subject: &str, body: &str) -> Result<()> {
    let key = format!("contribution-{}-{}-{what}", k.id, k.link);
    outbox::email(act.write(), act.now(), &key, &k.ask.email, subject, body)
}

const HOW: &str = "Open this link on a phone or a computer. No account is needed. We then send a code to this address, so that \
    nobody else can open it. You can write a part, close the page and come back:";
const NOT_YOURS: &str =
    "If you did not expect this, or it is not for you, open the link and say so, or do nothing.";

/// The first letter, or one with a new link.
pub(super) fn asked(act: &Act<'_>, k: &Contribution) -> Result<()> {
    let Ask { worker, agency, .. } = &k.ask;
    let again = match k.link {
        1 => String::new(),
        _ => "This letter holds a new link. The link in an earlier letter no longer works; what you wrote is kept.\n\n".into(),
    };
    let body = format!(
        "Hello,\n\n{worker} at {agency} asks what you can say about somebody whom you know through your work, by {}.\n\n\
         {again}{HOW}\n\n{}\n\n{NOT_YOURS}\n",
        day(k.due),
        way(act, k)
    );
    put(act, k, "asked", "You are asked for a contribution", &body)
}

/// A reminder, or the letter after the last day.
pub(super) fn reminded(act: &Act<'_>, k: &Contribution, stage: Stage) -> Result<()> {
    let Ask { worker, agency, .. } = &k.ask;
    let due = day(k.due);
    let (subject, first) = match stage {
        Stage::Asked | Stage::Reminded => {
            ("A reminder: you are asked for a contribution", format!("your answer is asked for by {due}"))
        }
        Stage::DueToday => {
            ("A contribution is due today", "your answer is asked for by the end of today".to_owned())
        }
        Stage::Late | Stage::Managers => (
            "Your contribution is still wanted",
            format!("your answer was asked for by {due}, and is still wanted"),
        ),
    };
    let body = format!(
        "Hello,\n\n{worker} at {agency} asked for a contribution from you: {first}.\n\n{HOW}\n\n{}\n\n\
         If you cannot answer, the page lets you say so. {NOT_YOURS}\n",
        way(act, k)
    );
    let what = format!("stage-{}-{}", stage.number(), k.due.as_microsecond());
    put(act, k, &what, subject, &body)
}

/// Nothing is wanted any more.
pub(super) fn withdrawn(act: &Act<'_>, k: &Contribution) -> Result<()> {
    let Ask { worker, agency, .. } = &k.ask;
    let body = format!(
        "Hello,\n\n{worker} at {agency} asked for a contribution from you. It is not needed any more, and the link does not work any \
         longer. Thank you, also if you had begun.\n"
    );
    put(act, k, "withdrawn", "A contribution is not needed any more", &body)
}

/// There is more time.
pub(super) fn extended(act: &Act<'_>, k: &Contribution) -> Result<()> {
    let Ask { worker, agency, .. } = &k.ask;
    let body = format!(
        "Hello,\n\n{worker} at {agency} gives you until {} for your contribution.\n\nThis letter holds a new link. The link in an earlier letter \
         no longer works; what you wrote is kept. {HOW}\n\n{}\n\n{NOT_YOURS}\n",
        day(k.due),
        way(act, k)
    );
    put(act, k, "extended", "You have more time for your contribution", &body)
}

/// The code, to the same address as the link.
pub(super) fn code(act: &Act<'_>, k: &Contribution, code: &str) -> Result<()> {
    // Each code is a letter of its own, also two of one instant.
    let key = format!("contribution-{}-code-{}", k.id, Id::<Message>::new(act.now()));
    outbox::email(act.write(), act.now(), &key, &k.ask.email, "Your code", &code_letter(code))
}

/// Tells whoever asked, and whoever coordinates by now, what came of it.
pub(super) fn to_worker(act: &Act<'_>, k: &Contribution, what: &str, subject: &str) -> Result<()> {
    let body = format!("Hello,\n\n{subject}. Sign in to read it:\n\n{}/contributions/{}\n", k.ask.site, k.id);
    for worker in who_hears(act, k.case, k.asked_by)? {
        let key = format!("contribution-{}-{}-{what}-{worker}", k.id, k.due.as_microsecond());
        notices::mail(act, worker, &key, subject, &body)?;
    }
    Ok(())
}

/// Tells the managers of the agency that an answer does not come.
pub(super) fn to_managers(act: &Act<'_>, k: &Contribution) -> Result<()> {
    let subject = "A contribution to an assessment is late";
    let body = format!(
        "Hello,\n\na partner who was asked for a contribution to an assessment has not answered, days after the last day. Sign in \
         to see all that are late:\n\n{}/contributions?show=late\n",
        k.ask.site
    );
    let key = format!("contribution-{}-{}-managers", k.id, k.due.as_microsecond());
    notices::mail_managers(act, k.agency, &key, subject, &body)
}
