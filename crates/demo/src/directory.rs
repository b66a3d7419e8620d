//! A small directory for each agency and two groups of it, so that a family finds something. Written beside the
//! stories, and taking no chance from them; telephone numbers are of the range that reaches nobody.

use access::{Act, Actor, offers as kinds};
use jiff::SignedDuration;
use kernel::{Calendar, Id, Level, Result, Timestamp, kinds::Organisation, local_date};
use offers::{
    directory::{
        self,
        model::{
            Audience, CoreOffer, Cost, Details, Entry, Evidence, Giver, Opening, Place, PlaceKind, Service,
            Status, next_review,
        },
    },
    groups::{
        self,
        model::{Group, Pool, Session, SessionState, Sort, Stand},
    },
};
use store::Write;

use crate::world::Agency;

/// What an entry says; the rest is the same for all.
struct Told {
    name: &'static str,
    words: &'static str,
    audiences: &'static [Audience],
    level: Level,
    cost: Cost,
    evidence: Evidence,
    ages: (Option<i64>, Option<i64>),
    offer: CoreOffer,
    day: &'static str,
    /// How many days ago somebody looked.
    checked: i32,
}

/// The entries: the last was not looked at in time.
const ENTRIES: &[Told] = &[
    Told {
        name: "Saturday family group",
        words: "Adoptive families meet, play and eat together once a month. Children find others with a story like theirs.",
        audiences: &[Audience::Adopters, Audience::Children],
        level: Level::Universal,
        cost: Cost::Free,
        evidence: Evidence::Practice,
        ages: (Some(0), Some(11)),
        offer: CoreOffer::Peer,
        day: "SA",
        checked: 20,
    },
    Told {
        name: "Evening course for parents",
        words: "Six evenings on trauma, feelings and everyday life at home, led by two social workers and an adoptive parent.",
        audiences: &[Audience::Adopters, Audience::Guardians],
        level: Level::Targeted,
        cost: Cost::Free,
        evidence: Evidence::Promising,
        ages: (None, None),
        offer: CoreOffer::Parenting,
        day: "TH",
        checked: 35,
    },
    Told {
        name: "Advice line",
        words: "Talk things through with a worker on weekdays. You need no referral and no assessment.",
        audiences: &[Audience::Adopters, Audience::Guardians, Audience::Adults, Audience::Birth],
        level: Level::Universal,
        cost: Cost::Free,
        evidence: Evidence::Practice,
        ages: (None, None),
        offer: CoreOffer::Advice,
        day: "MO",
        checked: 60,
    },
    Told {
        name: "School adviser",
        words: "Somebody who knows both adoption and schools goes with you to a meeting, and trains the teachers.",
        audiences: &[Audience::Adopters, Audience::Guardians, Audience::Professionals],
        level: Level::Targeted,
        cost: Cost::Free,
        evidence: Evidence::Practice,
        ages: (Some(4), Some(18)),
        offer: CoreOffer::Education,
        day: "WE",
        checked: 90,
    },
    Told {
        name: "Young people’s climbing club",
        words: "Adopted teenagers climb together on Friday afternoons. Nobody asks for your story.",
        audiences: &[Audience::Young],
        level: Level::Universal,
        cost: Cost::Some,
        evidence: Evidence::None,
        ages: (Some(12), Some(18)),
        offer: CoreOffer::Youth,
        day: "FR",
        checked: 14,
    },
    Told {
        name: "Letterbox and staying in touch",
        words: "Help with letters between families, before the first one and whenever it gets hard.",
        audiences: &[Audience::Adopters, Audience::Birth, Audience::Adults],
        level: Level::Universal,
        cost: Cost::Free,
        evidence: Evidence::Practice,
        ages: (None, None),
        offer: CoreOffer::Contact,
        day: "TU",
        checked: 200,
    },
];

/// An id that follows from another and a number, so that a demo is the same each time.
fn id<T, U>(of: Id<T>, number: u8) -> Id<U> {
    let mut bytes = *of.as_bytes();
    bytes[13] ^= 0xd1;
    bytes[15] ^= number;
    Id::from_slice(&bytes).unwrap_or(of.cast())
}

/// Puts an agency's entries and groups in.
///
/// # Errors
/// An operator's when the database refuses them.
pub fn plant(w: &Write<'_>, agency: &Agency, name: &str, now: Timestamp) -> Result<()> {
    for (number, told) in (0_u8..).zip(ENTRIES) {
        directory::put(w, &service(agency, name, number, told, now))?;
    }
    let actor = Actor::system("demo");
    let act = Act::new(w, &actor, now, "demo");
    for (number, entry, sort, places) in [(0, 0, Sort::Support, 12), (1, 1, Sort::Workshop, 8)] {
        let (group, sessions) = group(agency, number, entry, sort, places, now);
        groups::put(&act, &group, &sessions)?;
    }
    Ok(())
}

fn service(agency: &Agency, name: &str, number: u8, told: &Told, now: Timestamp) -> Service {
    let assured = Calendar::england().add_days(local_date(now), -told.checked);
    let town = agency.councils.first().map_or(String::new(), |(council, _)| council.name.clone());
    let place = Place {
        kind: PlaceKind::Physical,
        name: "Family centre".into(),
        address: "12 Station Road".into(),
        town,
        county: String::new(),
        // No place in the United Kingdom has the area NX.
        postcode: format!("NX{} 1AA", number + 1),
        latitude: None,
        longitude: None,
        access: "No steps; parking behind the house".into(),
    };
    let details = Details {
        description: told.words.into(),
        phone: format!("01632 9600{:02}", number + 10),
        contact: "The family team".into(),
        how: "Call us or write to us".into(),
        councils: agency.councils.iter().map(|(council, _)| council.code.clone()).collect(),
        places: vec![place],
        openings: vec![Opening {
            days: vec![told.day.into()],
            opens: "10:00".into(),
            closes: "16:00".into(),
            words: String::new(),
        }],
        offers: vec![told.offer],
        ..Details::default()
    };
    Service {
        id: id::<_, kinds::Service>(agency.id, number),
        agency: agency.id,
        organisation: id::<_, Organisation>(agency.id, 200),
        entry: Entry {
            name: told.name.into(),
            giver: Giver {
                name: name.into(),
                description: "Regional adoption agency".into(),
                ..Giver::default()
            },
            status: Status::Active,
            level: Some(told.level),
            cost: Some(told.cost),
            evidence: Some(told.evidence),
            minimum_age: told.ages.0,
            maximum_age: told.ages.1,
            audiences: told.audiences.to_vec(),
            details,
            assured,
            review: next_review(assured),
        },
        modified: now,
        source: None,
        missing: None,
        version: 1,
    }
}

fn group(
    agency: &Agency,
    number: u8,
    entry: u8,
    sort: Sort,
    places: i64,
    now: Timestamp,
) -> (Group, Vec<Session>) {
    let told = &ENTRIES[usize::from(entry)];
    let sessions = (0..6_u8).map(|week| {
        let day = Calendar::england().add_days(local_date(now), 9 + 7 * i32::from(week));
        Session {
            id: id::<_, kinds::GroupSession>(agency.id, 100 + 10 * number + week),
            starts: kernel::instant(day, "18:30").unwrap_or(now),
            minutes: 90,
            place: "Family centre, 12 Station Road".into(),
            online: false,
            facilitator: String::new(),
            state: SessionState::Planned,
        }
    });
    let group = Group {
        id: id::<_, kinds::Group>(agency.id, 50 + number),
        host: agency.id,
        host_name: String::new(),
        service: Some(id(agency.id, entry)),
        sort,
        name: format!("{}: six meetings", told.name),
        about: told.words.into(),
        stand: Stand::Open,
        hold_hours: 48,
        // The one that was planned last leads.
        made: now.checked_sub(SignedDuration::from_hours(24 * (i64::from(number) + 1))).unwrap_or(now),
        version: 1,
        pool: Pool { places, taken: 0 },
        next: None,
    };
    (group, sessions.collect())
}
