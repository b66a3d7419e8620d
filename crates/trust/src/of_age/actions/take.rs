//! Handing a record over to the adult it is about, where the birthday did not do it by itself.

use access::{Act, own_records};
use casework::of_age::model::may_take_hold;
use kernel::{Error, Id, Invalid, Result, kinds::Case};
use page::Fields;

use super::of_case;
use crate::{of_age::moved, words::NOTE};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::of_age) struct Input {
    /// The version of the case that was read.
    pub version: i64,
    /// How the worker knows that they are of age, where the birth date is not known.
    pub why: String,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub(in crate::of_age) fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let why = f.optional("why", NOTE).unwrap_or_default();
    f.finish(|| Some(Input { version: version?, why }))
}

/// Hands the record over.
///
/// # Errors
/// `NotFound` for another agency's case; those of [`may_take_hold`]; `Stale`; refused by `of-age.done`.
pub(in crate::of_age) fn run(act: &Act<'_>, id: Id<Case>, input: &Input) -> Result<()> {
    let (grant, case, person) = of_case(act, id)?;
    may_take_hold(person.born, act.today(), &input.why)?;
    if own_records::of_person(act, person.id)?.is_some() {
        return Err(Error::refused("of-age.done", "They hold their record already."));
    }
    if case.version != input.version {
        return Err(Error::Stale);
    }
    let why = if person.born.is_some() { "" } else { input.why.trim() };
    let to = moved::hand_over(act, &person, why)?;
    grant.note(act, &format!("the record became its person's own: household {} to {to}", case.family))
}
