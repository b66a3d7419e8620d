//! A record goes back to the household it came from, because its person is not of age after all.

use access::Act;
use casework::{
    of_age::model::may_go_back,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Id, Invalid, Result, kinds::Case};
use page::Fields;

use super::{held, of_case, says_enough};
use crate::{of_age::moved, words::NOTE};

const WHY: &str = "Say what the mistake was, for colleagues and for the family";

/// Reads why.
///
/// # Errors
/// What is wrong, beside the field.
pub(in crate::of_age) fn fields(f: &mut Fields) -> Result<String, Invalid> {
    let why = f.required("why", WHY, NOTE);
    f.finish(|| why)
}

/// Puts it back.
///
/// # Errors
/// `NotFound` for another agency's case; refused by `of-age.not-own`, by `of-age.is-adult` for somebody who is of age by the birth
/// date in the record, and by `of-age.sealed`; `Invalid` on `why`.
pub(in crate::of_age) fn run(act: &Act<'_>, id: Id<Case>, why: &str) -> Result<()> {
    let (grant, case, person) = of_case(act, id)?;
    let taken = held(act, &person)?;
    may_go_back(person.born, act.today())?;
    says_enough("why", why, WHY)?;
    moved::put_back(act, &person, &taken, why.trim())?;
    grant.note(
        act,
        &format!("the record went back: household {} to {}: {}", taken.family, taken.from, why.trim()),
    )?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: id,
            kind: EventKind::Rights,
            words: "The record went back to the household it came from: it had become its person’s own by mistake.",
            link: None,
            family_sees: true,
        },
    )
}
