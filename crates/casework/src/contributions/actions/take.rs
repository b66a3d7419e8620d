//! A worker says what they took from an answer into the assessment, or why nothing.

use access::{Act, actions::AskContribution, audit::changed};
use kernel::{Error, Id, Invalid, Result, kinds};
use page::Fields;

use super::must_be_draft;
use crate::{
    assessment::store as assessments,
    contributions::{
        model::{State, Took, Use},
        store::{self, Contribution},
    },
    words::NOTE,
};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The version that was read.
    pub version: i64,
    /// What was taken.
    pub took: Took,
}

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside `version`, `used` or `words`.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let used = f.choice::<Use>("used", "Choose what became of it");
    let words = f.required("words", "Say what you took from it, or why nothing", NOTE);
    f.finish(|| Some(Input { version: version?, took: Took { used: used?, words: words? } }))
}

/// Writes it.
///
/// # Errors
/// `NotFound` for what is others'; `Stale` when somebody else wrote first; `Refused` by rule `contribution.unanswered`
/// before there is an answer, and by `contribution.assessment` once the assessment is complete.
pub fn run(act: &Act<'_>, id: Id<kinds::Contribution>, input: &Input) -> Result<Contribution> {
    let grant = act.one::<AskContribution, kinds::Contribution>(id)?;
    let k = store::load(act, &grant)?;
    if k.state != State::Sent {
        return Err(Error::refused(
            "contribution.unanswered",
            "There is no answer yet to take something from.",
        ));
    }
    let assessment = act.one::<AskContribution, kinds::Assessment>(k.assessment)?;
    must_be_draft(&assessments::load(act, &assessment)?)?;
    store::take(act, &grant, input.version, &input.took)?;
    let was = k.took.as_ref().map_or("", |t| t.used.code());
    grant.note(act, &changed(&[("taken", was, input.took.used.code())]))?;
    store::load(act, &grant)
}
