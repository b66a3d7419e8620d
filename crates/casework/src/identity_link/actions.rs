//! Opening, making and undoing the sealed link.

use access::{
    Act, Look,
    actions::{MakeIdentityLink, OpenIdentityLink},
    walls::{After, Before, Reason},
};
use kernel::{
    Error, Id, Reference, Result,
    kinds::{BirthPerson, Person},
};
use store::statements;

use crate::{
    birth_families::store::{self as births, Relative},
    people::store::{self as people, Person as Someone},
};

statements! {
    CHILD_OF_CASE = "SELECT child_id, family_id FROM support_case WHERE agency_id = $1 AND reference = $2";
}

/// The record before adoption of somebody known after it, with the reference of their birth
/// family. None when the two are not linked; the look is logged either way.
pub fn open_before(look: &Look<'_>, id: Id<Person>, reason: Reason) -> Result<Option<(Relative, Reference)>> {
    let other = look.link::<OpenIdentityLink, After>(id, reason)?.open(look)?;
    other.map(|id| births::behind_link(look, id)).transpose()
}

/// The record after adoption of a child known before it. None when the two are not linked; the
/// look is logged either way.
pub fn open_after(look: &Look<'_>, id: Id<BirthPerson>, reason: Reason) -> Result<Option<Someone>> {
    let other = look.link::<OpenIdentityLink, Before>(id, reason)?.open(look)?;
    let Some(person) = other.map(|id| people::load(look, id)).transpose()? else { return Ok(None) };
    // A sealed family is not there for whoever is not named, from this side either.
    match person.family {
        Some(family) if look.sealed_from(family)? => Ok(None),
        _ => Ok(Some(person)),
    }
}

/// Links a child as they were before adoption with the child of a case of the same agency.
///
/// # Errors
/// `Invalid` on `case` when the agency has no case of this reference; `Refused` by
/// `identity.placed` for somebody who was not placed, and by `identity.linked`.
pub fn make_link(act: &Act<'_>, id: Id<BirthPerson>, case: &str, reason: Reason) -> Result<()> {
    let gate = act.link::<MakeIdentityLink, Before>(id, reason)?;
    if !births::person(act, gate.grant())?.kind.is_placed() {
        return Err(Error::refused(
            "identity.placed",
            "Only a child who was adopted has an identity on the other side.",
        ));
    }
    let typed = case.trim().to_uppercase();
    let unknown = || Error::field("case", "No case of your agency has this reference");
    let found = act.opt(CHILD_OF_CASE, &[gate.agency().into(), typed.into()])?.ok_or_else(unknown)?;
    if act.sealed_from(found.get(1)?)? {
        return Err(unknown());
    }
    gate.tie(act, found.get(0)?)
}

/// Undoes the link of a child as they were before adoption, if there is one.
pub fn undo_link(act: &Act<'_>, id: Id<BirthPerson>, reason: Reason) -> Result<()> {
    act.link::<MakeIdentityLink, Before>(id, reason)?.untie(act)
}
