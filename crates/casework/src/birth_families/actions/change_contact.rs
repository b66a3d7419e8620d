//! How a birth relative is reached is corrected.

use access::{Act, actions::RecordBirthFamily};
use kernel::{Id, Result, kinds::BirthPerson};

use crate::{
    birth_families::{model, store},
    people::{side::Identity, store::Contact},
};

/// Changes how somebody is reached.
///
/// # Errors
/// `Invalid` where a placed child would be given an address; [`kernel::Error::Stale`].
pub fn change_contact(act: &Act<'_>, id: Id<BirthPerson>, version: i64, contact: Contact) -> Result<()> {
    let grant = act.one::<RecordBirthFamily, BirthPerson>(id)?;
    let before = store::person(act, &grant)?;
    let who = Identity::new(&before.identity.first, &before.identity.last, before.identity.born, contact);
    model::all_right(model::check_contact(before.kind, &who))?;
    store::set_contact(act, &grant, version, &who)?;
    grant.note(act, &format!("contact was {:?}, is {:?}", before.identity.contact, who.contact))
}
