//! A member of a family or a young person writes to the team. An answer is promised.

use access::{Act, absences, actions::WriteMessages, notices};
use kernel::{Calendar, Error, Id, PromiseKind, Result, kinds::Case};

use super::said;
use crate::{
    cases::store as cases,
    messages::{
        model::{Message, Thread},
        store,
    },
    promises::{self, About},
};

/// Writes into one's own thread, which begins with the first message.
///
/// # Errors
/// `NotFound` for a case that is not one's own; `Invalid` on `words`; `Forbidden` without an account.
pub fn run(act: &Act<'_>, case: Id<Case>, words: &str) -> Result<()> {
    let grant = act.mine::<WriteMessages>(case)?;
    let words = said(words)?;
    let me = act.actor().account().ok_or(Error::Forbidden)?;
    let of = cases::load(act, &grant)?;
    let now = act.now();
    let thread = match store::own(act, &grant)? {
        Some(thread) => thread,
        None => {
            let new = Thread {
                id: Id::new(now),
                agency: of.agency,
                case,
                member: me,
                started: now,
                last: now,
                family_unread: 0,
                team_unread: 0,
                due: None,
            };
            store::begin(act, &new)?;
            new
        }
    };
    let term = promises::term(act, of.agency, PromiseKind::MessageAnswered)?;
    let due = term.due(now, Calendar::england());
    let message =
        Message { id: Id::new(now), at: now, from_team: false, author: Some(me), words: words.into() };
    store::add(act, thread.id, &message, Some(due))?;
    let about = About { agency: of.agency, case: Some(case), enquiry: None, thing: thread.id.cast() };
    promises::make_due(act, about, PromiseKind::MessageAnswered, now, due)?;
    grant.note(act, "wrote a message to the team")?;
    if let Some(coordinator) = of.coordinator {
        notices::mail(
            act,
            absences::answering(act, coordinator)?,
            &format!("message:{}", message.id),
            "There is a message for you",
            "Somebody of a family you support wrote to you. Sign in to Hearth to read it under Messages. If you are away, anybody of your team can answer.",
        )?;
    }
    Ok(())
}
