//! Children who wait for a family and families who are ready, a few in every agency: enough that suggestions, the best use of
//! the pool and missed matches have something to say. Of the families some agreed to be seen by other agencies.

use family_finding::{
    adopters::{
        model::{Entry, ReachBy},
        store as adopters,
    },
    matching::{
        child::Child,
        form::{NewChild, NewGroup},
        offer::Offer,
        store as groups,
        words::{Able, Contact, Experience, Faith, Health, Heritage, Language, NEEDS, Route, Sex},
    },
};
use kernel::{Date, Need, Result, Weight};

use crate::{
    days,
    dice::{Dice, References},
    people,
    room::Room,
    tables,
    world::Agency,
};

/// Families of an agency.
const FAMILIES: u32 = 6;
/// Groups of children of an agency; the last are brothers and sisters.
const GROUPS: u32 = 5;

const LIKE: &[&str] = &[
    "Laughs at the rain, loves buses and falls asleep to the same song every night.",
    "A careful child who watches first and then joins in. Likes water and pouring.",
    "Full of energy, kind to the dog, needs somebody who stays calm.",
    "Talks all day with the foster carer and is proud of every new word.",
];
const FAMILY: &[&str] = &[
    "A quiet house near a park. They have looked after nieces and nephews for years.",
    "They like music and being outdoors, and have family round the corner.",
    "A patient couple with time: one of them will stay at home for the first two years.",
];

/// Writes them.
///
/// # Errors
/// As [`crate::rows::Out::row`].
pub fn write(room: &mut Room<'_>) -> Result<()> {
    let mut families = References::new("AF", room.world.seed);
    let mut waiting = References::new("WC", room.world.seed);
    for (place, agency) in room.world.agencies.iter().enumerate() {
        let mut dice = Dice::new(room.world.seed, "finding", place as u64);
        for number in 0..FAMILIES {
            let entry = family(&mut dice, agency, room.world.today, number);
            let new = adopters::Recorded {
                id: dice.random_id(),
                reference: families.next(),
                agency: agency.id,
                entry: &entry,
                made: days::at(days::day(entry.offer.approved), 700),
            };
            let texts: [&str; 2] = [&entry.names, &adopters::to_json(&entry.reach)?];
            room.out.row(tables::ADOPTER_HOUSEHOLD, adopters::values(room.keys, &new)?, &texts)?;
        }
        for number in 0..GROUPS {
            let group = group(&mut dice, agency, room.world.today, number);
            let new = groups::Recorded {
                id: dice.random_id(),
                reference: waiting.next(),
                agency: agency.id,
                group: &group,
                made: days::at(days::day(group.since), 720),
            };
            room.out.row(tables::WAITING_GROUP, groups::values(room.keys, &new)?, &[&group.profile])?;
            let siblings = if number == GROUPS - 1 { 2 } else { 1 };
            let mut younger = None;
            for place in 0..siblings {
                let child = child(&mut dice, room.world.today, younger);
                younger = Some(days::day(child.child.born));
                let row =
                    groups::child_values(room.keys, agency.id, dice.random_id(), new.id, place, &child)?;
                room.out.row(tables::PROFILED_CHILD, row, &[&groups::about_json(&child)?])?;
            }
        }
    }
    Ok(())
}

fn council(dice: &mut Dice, agency: &Agency) -> String {
    agency.councils[dice.place(agency.councils.len())].0.code.clone()
}

fn family(dice: &mut Dice, agency: &Agency, today: days::Day, number: u32) -> Entry {
    let approved = today - dice.within(30..=500);
    let last = people::last_name(dice);
    let (one, other) = (people::adult_name(dice), people::adult_name(dice));
    let names = if dice.percent(25) { format!("{one} {last}") } else { format!("{one} and {other} {last}") };
    let (place, _) = &agency.councils[dice.place(agency.councils.len())];
    let home = people::home(dice, &place.name, place.number);
    let mut able = Vec::new();
    for need in NEEDS {
        if dice.percent(70) {
            let how =
                dice.weighted(&[(Able::Some, 30), (Able::Strong, 40), (Able::Severe, 20), (Able::Not, 10)]);
            able.push((need, how));
        }
    }
    let oldest = dice.number(3..=9);
    Entry {
        names,
        reach: ReachBy {
            address: format!("{}, {}", home.address, home.postcode),
            phone: people::phone(dice),
            email: people::email(one, last, 900_000 + u64::from(number)),
            profile: dice.one(FAMILY).into(),
        },
        offer: Offer {
            reference: String::new(),
            agency: agency.code.clone(),
            approved: days::date(approved),
            youngest: 0,
            oldest: u8::try_from(oldest).unwrap_or(5),
            // One family has room for brothers and sisters, so that the last group is not without hope.
            most: if number == 0 { 3 } else { u8::try_from(dice.number(1..=2)).unwrap_or(1) },
            sex: None,
            able,
            health: dice.weighted(&[(Health::Well, 20), (Health::Uncertain, 60), (Health::Lasting, 20)]),
            contact: dice.weighted(&[(Contact::Letters, 40), (Contact::Siblings, 40), (Contact::Family, 20)]),
            council: council(dice, agency),
            experience: dice.weighted(&[
                (Experience::New, 40),
                (Experience::Children, 35),
                (Experience::Work, 15),
                (Experience::Adopted, 10),
            ]),
            early: dice.percent(25),
            heritage: vec![dice.weighted(HERITAGE)],
            languages: if dice.percent(15) {
                vec![dice.one(&[Language::Polish, Language::Urdu])]
            } else {
                vec![]
            },
            faiths: if dice.percent(30) {
                vec![dice.one(&[Faith::Christian, Faith::Muslim])]
            } else {
                vec![]
            },
        },
        // Every second family agreed, on the day of approval or soon after.
        shared: number.is_multiple_of(2).then(|| days::date((approved + 10).min(today - 1))),
    }
}

const HERITAGE: &[(Heritage, u32)] = &[
    (Heritage::White, 70),
    (Heritage::Mixed, 12),
    (Heritage::Asian, 8),
    (Heritage::Black, 7),
    (Heritage::Other, 3),
];

fn group(dice: &mut Dice, agency: &Agency, today: days::Day, number: u32) -> NewGroup {
    let matters = dice.percent(40);
    NewGroup {
        // The first have waited longest.
        since: days::date(
            today - 40 - 90 * i32::try_from(GROUPS - number).unwrap_or(1) + dice.within(0..=30),
        ),
        route: if number == 1 { Route::Concurrent } else { Route::Adoption },
        contact: dice.weighted(&[(Contact::None, 10), (Contact::Letters, 60), (Contact::Siblings, 30)]),
        council: council(dice, agency),
        avoid: Default::default(),
        heritage: matters.then(|| dice.weighted(HERITAGE)),
        language: None,
        faith: None,
        profile: dice.one(LIKE).into(),
    }
}

/// A child, or the next older brother or sister of one who was born on `younger`.
fn child(dice: &mut Dice, today: days::Day, younger: Option<days::Day>) -> NewChild {
    let (first, sex) = people::child_name(dice);
    let born: Date = days::date(match younger {
        Some(day) => day - dice.within(400..=900),
        None => today - dice.within(300..=1_900),
    });
    let mut needs: Vec<(Need, Weight)> = Vec::new();
    for (need, often) in [(Need::Trauma, 75), (Need::Regulation, 30), (Need::Fasd, 17), (Need::Learning, 20)]
    {
        if dice.percent(often) {
            needs.push((
                need,
                dice.weighted(&[(Weight::Some, 50), (Weight::Strong, 40), (Weight::Severe, 10)]),
            ));
        }
    }
    NewChild {
        first: first.into(),
        number: String::new(),
        child: Child {
            born,
            sex: if sex == "F" { Sex::Girl } else { Sex::Boy },
            needs,
            health: dice.weighted(&[(Health::Well, 40), (Health::Uncertain, 50), (Health::Lasting, 10)]),
        },
    }
}

#[cfg(test)]
mod tests {
    use family_finding::{adopters, matching::form};

    use super::*;
    use crate::{Size, world::World};

    #[test]
    fn what_is_made_up_could_have_been_typed() {
        for today in ["2022-04-01", "2026-11-21", "2028-02-29"] {
            let today: Date = today.parse().unwrap();
            let world = World::new(Size::Region, 7, days::day(today)).unwrap();
            for (place, agency) in world.agencies.iter().enumerate() {
                let mut dice = Dice::new(7, "finding", place as u64);
                for number in 0..FAMILIES {
                    let entry = family(&mut dice, agency, world.today, number);
                    assert_eq!(adopters::model::check(&entry, today), []);
                    let group = group(&mut dice, agency, world.today, number.min(GROUPS - 1));
                    assert_eq!(form::check(&group, today), []);
                    let one = child(&mut dice, world.today, None);
                    let older = child(&mut dice, world.today, Some(days::day(one.child.born)));
                    for child in [one, older] {
                        assert_eq!(form::check_child(&child, today), []);
                    }
                }
            }
        }
    }
}
