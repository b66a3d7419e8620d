//! A worker says what became of a part, with the reason that whoever wrote it reads.

use access::{Act, actions::AnswerFamilyPart, notices};
use kernel::{Error, Id, Invalid, Result, kinds::Case};
use page::Fields;

use crate::{
    family_part::{
        model::{Outcome, check_answer},
        store,
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The part.
    pub part: Id<()>,
    /// The version that was read.
    pub version: i64,
    /// Taken in, partly or not.
    pub outcome: Outcome,
    /// Why.
    pub why: String,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let part = f.id("part", "Choose what you answer");
    let version = f.version();
    let outcome = f.choice::<Outcome>("outcome", "Choose what became of it");
    let why = f.optional("why", NOTE).unwrap_or_default();
    f.finish(|| Some(Input { part: part?, version: version?, outcome: outcome?, why }))
}

/// Records it.
///
/// # Errors
/// `NotFound` for another case's; refused by `family-part.answered`; `Invalid` as [`check_answer`]; `Stale` when they changed it since.
pub fn run(act: &Act<'_>, case: Id<Case>, input: &Input) -> Result<()> {
    let grant = act.one::<AnswerFamilyPart, Case>(case)?;
    let part = store::one(act, &grant, input.part)?;
    if part.answer.is_some() {
        return Err(Error::refused("family-part.answered", "This was answered already. Read it below."));
    }
    check_answer(input.outcome, &input.why)?;
    store::answer(act, &grant, part.id, input.version, input.outcome, input.why.trim())?;
    grant.note(act, &format!("answered a part of the plan, {}: {}", part.id, input.outcome.code()))?;
    if let Some(writer) = part.account {
        notices::mail(
            act,
            writer,
            &format!("family-part-answered:{}", part.id),
            "There is an answer for you",
            "There is an answer for you in Hearth. Sign in to read it. This email says nothing of what it is about.",
        )?;
    }
    Ok(())
}
