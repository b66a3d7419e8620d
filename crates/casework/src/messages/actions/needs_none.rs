//! A message that needs no answer, such as a thank you: somebody of the team has read it, and nothing is owed any more.

use access::{Act, actions::AnswerMessages};
use kernel::{
    Error, Id, PromiseKind, Result,
    kinds::{Account, Case},
};

use crate::{messages::store, promises};

/// Notes it. What was promised counts as kept: the message was read and seen to.
///
/// # Errors
/// `NotFound` where there is no such thread; `Stale` when nothing waits in it any more.
pub fn run(act: &Act<'_>, case: Id<Case>, member: Id<Account>) -> Result<()> {
    let grant = act.one::<AnswerMessages, Case>(case)?;
    let thread = store::of_member(act, &grant, member)?.ok_or(Error::NotFound)?;
    store::settled(act, thread.id)?;
    promises::keep(act, thread.id.cast(), PromiseKind::MessageAnswered, act.now())?;
    grant.note(act, &format!("a message of account {member} needs no answer"))
}
