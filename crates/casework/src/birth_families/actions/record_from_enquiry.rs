//! A birth relative's enquiry goes to a record of their own. It never becomes a case of an
//! adoptive family, and is never compared with one.

use access::{
    Act,
    actions::{ListBirthFamilies, RecordBirthFamily, TriageEnquiry},
};
use kernel::{
    Error, Id, PromiseKind, Result,
    kinds::{BirthFamily, Enquiry},
};

use crate::{
    birth_families::{
        model::{BirthKind, Entry},
        store,
    },
    front_door::{self, model::Asker},
    people::{side::Identity, store::Contact},
    promises,
};

/// Where a birth relative is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A birth family that is not known yet.
    New,
    /// The birth family with this reference.
    Known(String),
}

/// Records the person who asked, and ends the enquiry as allocated to their record.
///
/// # Errors
/// `Refused` by rule `walls.asker` for an enquiry of anybody but a birth relative, or by
/// `enquiry.triage`; `Invalid` on `reference` when no birth family of the agency has it, and on
/// `why`; [`Error::Stale`].
pub fn record_from_enquiry(
    act: &Act<'_>,
    id: Id<Enquiry>,
    version: i64,
    kind: BirthKind,
    to: &Destination,
    why: &str,
) -> Result<Id<BirthFamily>> {
    let grant = act.one::<TriageEnquiry, Enquiry>(id)?;
    let may = act.agency::<RecordBirthFamily>()?;
    let record = front_door::store::load(act, &grant)?;
    let e = &record.enquiry;
    if e.asker != Some(Asker::BirthRelative) || kind.is_placed() {
        return Err(Error::refused("walls.asker", "Only a birth relative who asked is recorded this way."));
    }
    let family = match to {
        Destination::New => store::add_family(act, may.agency())?.id,
        Destination::Known(reference) => {
            let list = act.agency::<ListBirthFamilies>()?;
            let found = store::by_reference(act, &list, reference)?;
            found.ok_or_else(|| {
                Error::field("reference", "No birth family of your agency has this reference")
            })?
        }
    };
    let contact = Contact {
        postcode: e.postcode.clone(),
        phone: e.phone.clone(),
        email: e.email.clone(),
        ..Contact::default()
    };
    // A birth date that was told may be the child's, so it is not taken for theirs.
    let entry = Entry { kind, identity: Identity::new(&e.first_name, &e.last_name, None, contact) };
    let person = store::add_person(act, may.agency(), family, &entry)?;
    front_door::actions::end_as_recorded(act, &grant, record, version, why)?;
    // There is no case to assess; the call is still owed until it is held.
    promises::withdraw(act, id.cast(), PromiseKind::Assessment)?;
    grant.note(act, &format!("recorded as birth relative {person}"))?;
    Ok(family)
}
