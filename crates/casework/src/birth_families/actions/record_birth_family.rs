//! A birth family is recorded with its first person.

use access::{Act, actions::RecordBirthFamily, audit::changed};
use kernel::{Id, Result, kinds::BirthPerson};

use crate::birth_families::{
    model::{self, Entry},
    store::{self, Family},
};

/// Records a birth family of one's own agency and its first person.
///
/// # Errors
/// `Invalid` on what is wrong with the person: see [`model::check`].
pub fn record_birth_family(act: &Act<'_>, entry: &Entry) -> Result<(Family, Id<BirthPerson>)> {
    let grant = act.agency::<RecordBirthFamily>()?;
    model::all_right(model::check(entry, act.today()))?;
    let family = store::add_family(act, grant.agency())?;
    let person = store::add_person(act, grant.agency(), family.id, entry)?;
    let first = person.to_string();
    grant.noted(
        act,
        "birth-family",
        family.id.cast(),
        None,
        &changed(&[("state", "", "recorded"), ("person", "", &first)]),
    )?;
    Ok((family, person))
}
