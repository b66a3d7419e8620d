//! The early support of new families: how each agency gives its parts, and what families whose support began lately have had.

use kernel::{Id, Result, Timestamp, kinds::Organisation};
use offers::{
    core_offers::model::Stated,
    early_support::{
        model::{self, Offer, Taking},
        store::{NewOffer, NewPart, part_values, put_offer},
    },
};
use store::{Value, Write};

use crate::{days, dice::Dice, story::CaseStory, world::World};

/// A family is new for so many days after its case was opened.
const NEW: i32 = 365;

/// How an agency gives a part, by the part's code, and in which words.
const OFFERS: &[(&str, Stated, &str)] = &[
    (
        "preparing",
        Stated::Yes,
        "Six short films and a workbook. You get the way in with your approval letter.",
    ),
    ("sensory-and-brain", Stated::Yes, "Two evenings online, recorded for those who cannot come."),
    ("welcome", Stated::Yes, "Your coordinator calls in the first, third and sixth week."),
    ("peers", Stated::Yes, "The Saturday family group, once a month. Look under Groups."),
    ("parenting", Stated::Partly, "Six meetings in spring and autumn, in the evening or on Saturdays."),
    ("staying-in-touch", Stated::Yes, "Ask us before the first letter. We write it with you if you like."),
    ("infant-mental-health", Stated::Planned, ""),
];

/// Says for an agency how it gives the parts. One part is left unsaid, so that the gap is seen.
///
/// # Errors
/// An operator's when the database refuses it.
pub fn offers(w: &Write<'_>, agency: Id<Organisation>, now: Timestamp) -> Result<()> {
    OFFERS.iter().try_for_each(|(part, stated, how)| {
        let offer = Offer { stated: *stated, how: (*how).to_owned(), link: String::new(), at: now };
        put_offer(w, NewOffer { agency, part, offer: &offer, by: None })
    })
}

/// What the household of a new case has had: rows for the table, none for a case that is not new. It takes chance from a stream of
/// its own, so that no story changes.
///
/// # Errors
/// An operator's when the parts cannot be read.
pub fn rows(world: &World, story: &CaseStory) -> Result<Vec<Vec<Value>>> {
    let case = &story.case;
    let opened = days::of(case.opened);
    if case.closed.is_some() || world.today - opened > NEW {
        return Ok(Vec::new());
    }
    let mut number = [0; 8];
    number.copy_from_slice(&case.id.as_bytes()[8..]);
    let mut dice = Dice::new(world.seed, "early-support", u64::from_be_bytes(number));
    let mut rows = Vec::new();
    for (at, part) in (0_i32..).zip(model::parts()?) {
        let day = opened + 7 + 28 * at;
        if day > world.today || dice.percent(20) {
            continue;
        }
        // Nobody took part in what is only planned.
        if OFFERS.iter().any(|(code, stated, _)| *code == part.code && *stated == Stated::Planned) {
            continue;
        }
        let taking = dice.weighted(&[(Taking::TookPart, 6), (Taking::Offered, 3), (Taking::NotNow, 1)]);
        rows.push(part_values(&NewPart {
            id: dice.random_id(),
            agency: case.agency,
            family: case.family,
            case: case.id,
            part: &part.code,
            taking,
            on: days::date(day),
            at: days::at(day, 640),
            by: case.coordinator,
            by_family: taking != Taking::Offered && dice.percent(30),
        }));
    }
    Ok(rows)
}
