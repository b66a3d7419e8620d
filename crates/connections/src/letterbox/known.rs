//! What the record of either side knows, for the checker. The two sides are read one after the other, each with a
//! grant of its own and in statements of its own; here they become words without an owner.

use access::{
    Look,
    actions::{CheckLetters, ViewBirthRecord},
    organisations,
};
use casework::{
    birth_families::store as births,
    people::store::{self as people, Contact},
};
use kernel::{
    Result,
    kinds::{BirthFamily, BirthPerson},
};

use super::model::Known;
use crate::contact_plans::{reach, wire::Plan};

/// Words in the names of councils that lead nowhere by themselves, or are everyday words.
const EVERYDAY: &[&str] = &[
    "and",
    "the",
    "upon",
    "with",
    "city",
    "council",
    "county",
    "borough",
    "north",
    "south",
    "east",
    "west",
    "royal",
    "central",
    "metropolitan",
    "district",
    "reading",
    "bath",
    "bury",
    "barking",
    "isle",
    "isles",
    "forest",
    "hill",
    "bridge",
    "tower",
    "lakes",
    "sands",
    "northern",
    "southern",
    "eastern",
    "western",
    "greater",
    "combined",
    "authority",
];

/// What is known around a plan that was opened.
pub(crate) fn around(look: &Look<'_>, plan: &Plan) -> Result<Known> {
    let mut known = Known { agreed: plan.names.all().map(str::to_owned).to_vec(), ..Known::default() };
    let (_, face) = reach::adoptive::<CheckLetters>(look, plan)?;
    for person in people::of_family(look, face.family)? {
        known.names.push(person.name());
        contact(&mut known, &person.contact);
    }
    if plan.joined {
        let (_, face) = reach::birth::<CheckLetters>(look, plan)?;
        let relative = births::person(look, &look.one::<CheckLetters, BirthPerson>(face.person)?)?;
        let family = look.one::<ViewBirthRecord, BirthFamily>(relative.family)?;
        for relative in births::of_family(look, &family)? {
            known.names.push(relative.identity.name());
            contact(&mut known, &relative.identity.contact);
        }
    }
    for council in organisations::of_kind(look, organisations::kind::COUNCIL)? {
        let words = council.name.split(|c: char| !c.is_alphanumeric());
        known
            .places
            .extend(words.filter(|w| !EVERYDAY.contains(&w.to_lowercase().as_str())).map(str::to_owned));
    }
    Ok(known)
}

fn contact(known: &mut Known, c: &Contact) {
    known.places.push(c.address.clone());
    known.contacts.push(c.postcode.clone());
    known.contacts.push(c.phone.clone());
    // The name before the @ is often the name that somebody has elsewhere, too.
    known.contacts.extend(c.email.split('@').next().map(str::to_owned));
}
