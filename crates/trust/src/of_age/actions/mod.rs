//! What is done about coming of age, one verb a file.

pub(super) mod invite;
pub(super) mod step;
pub(super) mod take;
pub(super) mod undo;

use access::{Act, Grant, One, actions::PrepareAdulthood, own_records};
use casework::{
    cases::store as cases,
    people::store::{self as people, Person},
};
use kernel::{Error, Id, Result, kinds};

type Granted = Grant<PrepareAdulthood, One<kinds::Case>>;

/// The case of a grant and whom it is about.
fn of_case(act: &Act<'_>, id: Id<kinds::Case>) -> Result<(Granted, cases::Case, Person)> {
    let grant = act.one::<PrepareAdulthood, kinds::Case>(id)?;
    let case = cases::load(act, &grant)?;
    let person = people::load(act, case.child)?;
    Ok((grant, case, person))
}

/// That the record is its person's own.
fn held(act: &Act<'_>, person: &Person) -> Result<own_records::Taken> {
    own_records::of_person(act, person.id)?.ok_or_else(|| {
        Error::refused(
            "of-age.not-own",
            "The record is not theirs yet. It becomes theirs on their 18th birthday.",
        )
    })
}

/// How many letters and digits a reason has at least, so that another person understands it.
const SHORTEST: usize = 10;

fn says_enough(field: &'static str, text: &str, ask: &str) -> Result<()> {
    if text.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST {
        return Err(Error::field(field, ask));
    }
    Ok(())
}
