//! Somebody is added to a birth family.

use access::{Act, actions::RecordBirthFamily};
use kernel::{
    Id, Result,
    kinds::{BirthFamily, BirthPerson},
};

use crate::birth_families::{
    model::{self, Entry},
    store,
};

/// Adds somebody to a birth family.
///
/// # Errors
/// `Invalid` on what is wrong with the person: see [`model::check`].
pub fn add_relative(act: &Act<'_>, family: Id<BirthFamily>, entry: &Entry) -> Result<Id<BirthPerson>> {
    let grant = act.one::<RecordBirthFamily, BirthFamily>(family)?;
    model::all_right(model::check(entry, act.today()))?;
    let person = store::add_person(act, grant.agency(), family, entry)?;
    grant.note(act, &format!("added {person}"))?;
    Ok(person)
}
