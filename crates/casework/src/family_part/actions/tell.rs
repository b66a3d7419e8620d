//! A worker writes down what somebody of the family told them, in their words: a part for those who do not sign in.

use access::{Act, actions::AnswerFamilyPart};
use kernel::{Id, Invalid, Result, kinds::Case};
use page::Fields;

use super::note;
use crate::{
    cases::store as cases,
    family_part::{
        model::{SaidAs, Words, check},
        store,
    },
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Who told it.
    pub said_as: SaidAs,
    /// What they said.
    pub words: Words,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let said_as = f.choice::<SaidAs>("said_as", "Choose who told you");
    let words = super::words(f);
    f.finish(|| Some(Input { said_as: said_as?, words }))
}

/// Keeps it.
///
/// # Errors
/// `NotFound` for another agency's case; refused by `case.closed`; `Invalid` as [`check`].
pub fn run(act: &Act<'_>, id: Id<Case>, input: &Input) -> Result<()> {
    let grant = act.one::<AnswerFamilyPart, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    check(&input.words)?;
    let part = store::add(act, &case, input.said_as, true, &input.words.trimmed())?;
    grant
        .note(act, &format!("wrote down a part of the plan, {part}, as told by {}", input.said_as.code()))?;
    note(act, &case, input.said_as, "What the family wants in the plan was written down.")
}
