//! Somebody called a family that asked for more, and says what came of it.

use access::{Act, actions::AnswerEarlySupport};
use casework::{
    cases::store as cases,
    promises::{self, About},
};
use kernel::{Error, Id, PromiseKind, Result, kinds::Case};

use super::tell;
use crate::early_support::model::{Next, rule};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What came of the call.
    pub next: Next,
    /// In words that the family reads; may be empty.
    pub words: String,
}

/// Keeps the promise of a call. Where an assessment of need begins, its own time is promised.
///
/// # Errors
/// `NotFound` for a case of others; `Refused`: `early-support.not-asked` when no call is promised, and for a closed case.
pub fn answer(act: &Act<'_>, id: Id<Case>, input: &Answer) -> Result<()> {
    let grant = act.one::<AnswerEarlySupport, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    if !promises::keep(act, id.cast(), PromiseKind::AdviceCall, act.now())? {
        let why = "No call is promised to this family: it did not ask, or somebody answered already.";
        return Err(Error::refused(rule::NOT_ASKED, why));
    }
    if input.next == Next::Assess {
        let about = About { agency: case.agency, case: Some(id), enquiry: None, thing: id.cast() };
        promises::make(act, about, PromiseKind::Assessment, act.now())?;
    }
    grant.note(act, &format!("answered the family that asked for more: {}", input.next.code()))?;
    let words = if input.words.is_empty() {
        format!("We called you. {}.", input.next.label())
    } else {
        format!("We called you. {}. {}", input.next.label(), input.words)
    };
    tell(act, &case, &words)
}
