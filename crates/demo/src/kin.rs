//! Who matters to a child over time, and a child who was recorded twice: for one family of each agency.

use std::collections::BTreeMap;

use access::members::FamilyTie;
use casework::{
    cases::store::{Case, CaseState},
    family_picture::{
        model::{Details, Tie, TieKind},
        store as ties,
    },
    people::{
        same::store::{self as same, NewMerge},
        store::{self as people, Contact, NewPerson},
    },
};
use kernel::{Date, Id, Result, age_on, kinds};
use store::Value;

use crate::{days, dice::Dice, room::Room, story::Home, tables, world::World};

/// A family of an agency.
struct Chosen {
    case: Case,
    child: NewPerson,
}

/// The first of each agency.
#[derive(Default)]
pub struct Kin(BTreeMap<usize, Chosen>);

/// As [`TIES`] tells it.
type Told = (i16, Option<i16>, TieKind, &'static str, &'static str, &'static str);

/// Years before today that something began and ended, what it was, what the family says, and who said so.
const TIES: &[Told] = &[
    (
        9,
        Some(7),
        TieKind::FosterCarer,
        "Auntie-Bea",
        "The placing council",
        "Still sends a card at Christmas",
    ),
    (7, None, TieKind::Grandparent, "Gran", "The child", "Fetches from school on Thursdays"),
    (6, None, TieKind::SiblingElsewhere, "Sam", "Their mother", "Two letters a year"),
    (3, None, TieKind::Friend, "Coach Lee", "The child", "Climbing club"),
    (4, None, TieKind::Pet, "Biscuit", "The child", ""),
];

impl Kin {
    /// Looks whether a household has an open case of a child under 16, where its agency has none yet.
    pub fn consider(&mut self, world: &World, agency: usize, home: &Home) {
        if self.0.contains_key(&agency) {
            return;
        }
        let today = days::date(world.today);
        let is_child =
            |p: &NewPerson| p.born.and_then(|born| age_on(born, today)).is_some_and(|age| age < 16);
        for story in
            home.cases.iter().filter(|c| c.case.state == CaseState::Open && c.case.coordinator.is_some())
        {
            if let Some((_, child)) =
                home.people.iter().find(|(_, p)| p.id == story.case.child && is_child(p))
            {
                self.0.insert(agency, Chosen { case: story.case.clone(), child: child.clone() });
                return;
            }
        }
    }

    /// Writes them; gives the hashes by which the second records are found.
    ///
    /// # Errors
    /// As [`crate::rows::Out::row`].
    pub fn write(self, room: &mut Room<'_>) -> Result<Vec<[Value; 2]>> {
        let mut keys = Vec::new();
        for (agency, of) in self.0 {
            let mut dice = Dice::new(room.world.seed, "kin", u64::try_from(agency).unwrap_or_default());
            picture(room, &mut dice, &of.case)?;
            keys.extend(twice(room, &mut dice, &of)?);
        }
        Ok(keys)
    }
}

fn picture(room: &mut Room<'_>, dice: &mut Dice, case: &Case) -> Result<()> {
    let today = days::date(room.world.today);
    let ago = |years: i16| Date::new(today.year() - years, 5, 12).ok();
    for (place, (from, until, kind, name, said_by, note)) in (0_i32..).zip(TIES) {
        let at = room.ago(50 - place, 960);
        let id: Id<FamilyTie> = dice.id(at);
        let details = Details {
            name: (*name).to_owned(),
            from: ago(*from),
            until: until.and_then(ago),
            said_by: (*said_by).to_owned(),
            note: (*note).to_owned(),
        };
        let tie = Tie { id, kind: *kind, details, recorded: at, by: case.coordinator, version: 1 };
        let values = ties::values(room.keys, case, &tie)?;
        room.out.row(tables::FAMILY_TIE, values, &[*name])?;
    }
    Ok(())
}

/// The child stands in the records a second time, from a call in which only an initial was given; somebody proposed the pair.
fn twice(room: &mut Room<'_>, dice: &mut Dice, of: &Chosen) -> Result<Vec<[Value; 2]>> {
    let at = room.ago(6, 905);
    let (family, identity): (Id<kinds::Family>, Id<kinds::Identity>) = (dice.id(at), dice.id(at));
    let initial: String = of.child.first.chars().take(1).collect();
    let second = NewPerson {
        id: dice.id(at),
        family: Some(family),
        first: initial,
        contact: Contact::default(),
        made: at,
        ..of.child.clone()
    };
    room.out.row(tables::FAMILY, people::family_values(family, second.agency, &second.council, at), &[])?;
    room.out.row(tables::PERSON, people::person_values(&second), &[])?;
    let born = second.born.map(|d| d.to_string()).unwrap_or_default();
    let texts = [second.first.as_str(), &second.last, &born, "", "", "", ""];
    room.out.row(tables::IDENTITY, people::identity_values(room.keys, identity, &second)?, &texts)?;
    let why = "Same birthday and last name. The school says there is one child of that name.";
    let asked = room.ago(5, 950);
    let pair = NewMerge {
        id: dice.id(asked),
        agency: second.agency,
        kept: of.child.id,
        other: second.id,
        why,
        at: asked,
        by: of.case.coordinator,
    };
    room.out.row(tables::PERSON_MERGE, same::values(room.keys, &pair)?, &[why])?;
    Ok(people::key_values(room.keys, identity, &second))
}
