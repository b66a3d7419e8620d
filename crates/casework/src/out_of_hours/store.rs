//! Cards in the database. They are public, and about nobody.

use access::{Act, Action, Grant, InAgency, Look, actions::KeepOutOfHours, organisations};
use kernel::{Error, Id, Result, kinds::Organisation};
use store::{Read, Row, Value, statements};

use super::model::{self, AGENCY, Card, Text};

/// The columns of a version, in the order of [`values`].
pub const COLUMNS: &str =
    "id, agency_id, place, number, answers, crisis, helplines, from_on, written_at, written_by";

statements! {
    ADD = "INSERT INTO out_of_hours_card (id, agency_id, place, number, answers, crisis, helplines, from_on, written_at, written_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    HOLDING = "SELECT c.id, c.place, c.number, c.answers, c.crisis, c.helplines, c.from_on, c.written_at, c.written_by
               FROM out_of_hours_card c WHERE c.agency_id = $1 AND c.from_on <= $2 AND NOT EXISTS (SELECT 1 FROM out_of_hours_card later
                 WHERE later.agency_id = c.agency_id AND later.place = c.place AND later.number > c.number AND later.from_on <= $2)
               ORDER BY c.place, c.id LIMIT 400";
    VERSIONS = "SELECT id, place, number, answers, crisis, helplines, from_on, written_at, written_by
                FROM out_of_hours_card WHERE agency_id = $1 AND place = $2 ORDER BY number DESC LIMIT 100";
}

/// The values of a version, for [`COLUMNS`].
pub fn values(agency: Id<Organisation>, card: &Card) -> Vec<Value> {
    let t = &card.text;
    vec![
        card.id.into(),
        agency.into(),
        (&card.place).into(),
        t.number.into(),
        (&t.answers).into(),
        (&t.crisis).into(),
        (&t.helplines).into(),
        t.from.into(),
        card.at.into(),
        card.by.into(),
    ]
}

fn read(row: &Row) -> Result<Card> {
    Ok(Card {
        id: row.get(0)?,
        place: row.get(1)?,
        text: Text {
            number: row.get(2)?,
            answers: row.get(3)?,
            crisis: row.get(4)?,
            helplines: row.get(5)?,
            from: row.get(6)?,
        },
        at: row.get(7)?,
        by: row.get(8)?,
    })
}

/// Adds a version.
pub(crate) fn add(act: &Act<'_>, grant: &Grant<KeepOutOfHours, InAgency>, card: &Card) -> Result<()> {
    act.execute(ADD, &values(grant.agency(), card)).map(drop)
}

/// The cards of an agency that hold on a day, by place: 400 at most. Anybody may read them.
///
/// # Errors
/// Those of the store.
pub fn holding(r: &Read<'_>, agency: Id<Organisation>, on: kernel::Date) -> Result<Vec<Card>> {
    r.query(HOLDING, &[agency.into(), on.into()])?.iter().map(read).collect()
}

/// The card for somebody who lives in a council of an agency.
///
/// # Errors
/// Those of the store.
pub fn for_council(look: &Look<'_>, agency: Id<Organisation>, council: &str) -> Result<Option<Card>> {
    Ok(model::closest(&holding(look, agency, look.today())?, None, council).cloned())
}

/// The versions of a place, the newest first: 100 at most.
pub fn versions<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>, place: &str) -> Result<Vec<Card>> {
    let rows = grant.list(look, "out-of-hours-card", VERSIONS, &[place.into()])?;
    rows.iter().map(read).collect()
}

/// What a place of the agency is called: the agency itself, a council that is in it today, or a postcode area.
///
/// # Errors
/// `NotFound` for a place of others, and for what is none.
pub fn place_name<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>, place: &str) -> Result<String> {
    if place == AGENCY {
        return Ok(organisations::of_grant(look, grant)?.name);
    }
    if let Some(letters) = model::letters(place) {
        return Ok(format!("Postcodes that begin with {letters}"));
    }
    let councils = organisations::councils_of(look, grant.agency(), look.today())?;
    councils.into_iter().find(|c| c.code == place).map(|c| c.name).ok_or(Error::NotFound)
}
