//! The answer to a complaint: what was found, and why.

use access::{Act, actions::HandleComplaints, teamwork::ServiceComplaint};
use casework::promises;
use kernel::{Id, Invalid, PromiseKind, Result};
use page::Fields;

use super::{not_about_oneself, tell};
use crate::{
    complaints::{
        model::{Complaint, Outcome, State},
        store,
    },
    words::NOTE,
};

/// What the form and the API send, for an answer and for one after a review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The version that was read.
    pub version: i64,
    /// What came of it.
    pub outcome: Outcome,
    /// What was found and why, in the words that whoever complained reads.
    pub words: String,
}

/// Reads [`Answered`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn answer_fields(f: &mut Fields) -> Result<Answered, Invalid> {
    let version = f.version();
    let outcome = f.choice::<Outcome>("outcome", "Choose what came of it");
    let words = f.required("words", "Say what you found, why, and what you do about it", NOTE);
    f.finish(|| Some(Answered { version: version?, outcome: outcome?, words: words? }))
}

/// Records the answer.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `complaint.stage`, `complaint.own`; `Stale`.
pub fn answer(act: &Act<'_>, id: Id<ServiceComplaint>, input: &Answered) -> Result<Complaint> {
    let grant = act.one::<HandleComplaints, ServiceComplaint>(id)?;
    let mut c = store::load(act, &grant)?;
    c.must_be(&[State::Looking])?;
    not_about_oneself(act, &c)?;
    c.version = input.version;
    c.state = State::Answered;
    c.answered = Some((act.now(), act.actor().account(), input.outcome, input.words.clone()));
    store::save(act, &grant, &c)?;
    promises::keep(act, id.cast(), PromiseKind::ComplaintAnswered, act.now())?;
    grant.note(act, &format!("looking, then answered: {}", input.outcome.code()))?;
    tell(act, &c, "answered")?;
    store::load(act, &grant)
}
