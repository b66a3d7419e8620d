//! Deciding on a passage: kept in the copy or removed. Removing needs a reason.

use access::{Act, actions::HandleSubjectAccess, rights::SubjectRequest};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use crate::{
    subject_access::{
        model::{Choice, Passage, State},
        store,
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Decide {
    /// What becomes of it.
    pub choice: Choice,
    /// Why; needed to remove it.
    pub reason: String,
}

/// Reads [`Decide`].
pub fn decide_fields(f: &mut Fields) -> Result<Decide, Invalid> {
    let choice = f.choice::<Choice>("choice", "Choose whether it stays");
    let reason = f.optional("reason", NOTE).unwrap_or_default();
    if choice == Some(Choice::Remove) && reason.is_empty() {
        f.fail("reason", "Say why it is removed: whom it is about, or what harm it could do");
    }
    f.finish(|| Some(Decide { choice: choice?, reason }))
}

/// Writes the decision.
///
/// # Errors
/// `NotFound` for another agency's, or a passage of another request; `Refused` (`copy.state`).
pub fn decide_passage(
    act: &Act<'_>,
    id: Id<SubjectRequest>,
    passage: Id<Passage>,
    input: &Decide,
) -> Result<()> {
    let grant = act.one::<HandleSubjectAccess, SubjectRequest>(id)?;
    if store::load(act, &grant)?.state != State::Ready {
        return Err(Error::refused(
            "copy.state",
            "Prepare the copy first. Once it is released nothing in it changes.",
        ));
    }
    store::decide(act, &grant, passage, input.choice, &input.reason)?;
    grant.note(act, &format!("passage {passage}: {}", input.choice.code()))
}
