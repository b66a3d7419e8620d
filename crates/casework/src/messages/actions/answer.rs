//! Somebody of the team writes to a member of a family or a young person: an answer, or the first word.

use access::{Act, actions::AnswerMessages, members, notices};
use kernel::{
    Error, Id, PromiseKind, Result,
    kinds::{Account, Case},
};

use super::said;
use crate::{
    cases::store as cases,
    messages::{
        model::{Message, Thread},
        store,
    },
    promises,
};

/// Writes into the thread of a member. What was promised is kept by it.
///
/// # Errors
/// `NotFound` for another agency's case and for somebody who is not of this case; `Invalid` on `words`.
pub fn run(act: &Act<'_>, case: Id<Case>, member: Id<Account>, words: &str) -> Result<()> {
    let grant = act.one::<AnswerMessages, Case>(case)?;
    let words = said(words)?;
    let now = act.now();
    let thread = match store::of_member(act, &grant, member)? {
        Some(thread) => thread,
        None => {
            if !members::of_case(act, &grant)?.iter().any(|m| m.account == member) {
                return Err(Error::NotFound);
            }
            let new = Thread {
                id: Id::new(now),
                agency: cases::load(act, &grant)?.agency,
                case,
                member,
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
    let author = act.actor().answerable();
    let message = Message { id: Id::new(now), at: now, from_team: true, author, words: words.into() };
    store::add(act, thread.id, &message, None)?;
    promises::keep(act, thread.id.cast(), PromiseKind::MessageAnswered, now)?;
    grant.note(act, &format!("wrote a message to account {member}"))?;
    notices::mail(
        act,
        member,
        &format!("message:{}", message.id),
        "There is a message for you",
        "There is a message for you in Hearth. Sign in to read it. This email says nothing of what it is about.",
    )
}
