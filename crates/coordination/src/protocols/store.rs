//! Safeguarding protocols in the database. They are of the agency and about no family.

use ::store::{Column, Keys, Row, Value, Write, statements};
use access::{Act, Action, Grant, InAgency, Look, actions::KeepProtocol, organisations};
use kernel::{Error, Id, Result, kinds::Organisation};

use super::model::{AGENCY, Protocol, Text};

/// The columns of a version, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, place, number, first_steps, thresholds, contacts, out_of_hours, keeper_id, review_on, written_at, written_by";

statements! {
    ADD = "INSERT INTO safeguarding_protocol (id, agency_id, place, number, first_steps, thresholds, contacts, out_of_hours, keeper_id,
             review_on, written_at, written_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    HOLDING = "SELECT p.id, p.place, p.number, p.first_steps, p.thresholds, p.contacts, p.out_of_hours, p.keeper_id, p.review_on, p.written_at,
                 p.written_by
               FROM safeguarding_protocol p WHERE p.agency_id = $1 AND NOT EXISTS (SELECT 1 FROM safeguarding_protocol later
                 WHERE later.agency_id = p.agency_id AND later.place = p.place AND later.number > p.number)
               ORDER BY p.place, p.id LIMIT 200";
    VERSIONS = "SELECT id, place, number, first_steps, thresholds, contacts, out_of_hours, keeper_id, review_on, written_at, written_by
                FROM safeguarding_protocol WHERE agency_id = $1 AND place = $2 ORDER BY number DESC LIMIT 100";
}

const FIRST: Column = Column::new("safeguarding_protocol.first_steps");
const THRESHOLDS: Column = Column::new("safeguarding_protocol.thresholds");
const CONTACTS: Column = Column::new("safeguarding_protocol.contacts");
const OUT_OF_HOURS: Column = Column::new("safeguarding_protocol.out_of_hours");

/// The values of a version, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, agency: Id<Organisation>, p: &Protocol) -> Result<Vec<Value>> {
    let t = &p.text;
    Ok(vec![
        p.id.into(),
        agency.into(),
        p.place.as_str().into(),
        t.number.into(),
        keys.seal(FIRST, p.id, &t.first)?.into(),
        keys.seal(THRESHOLDS, p.id, &t.thresholds)?.into(),
        keys.seal(CONTACTS, p.id, &t.contacts)?.into(),
        keys.seal(OUT_OF_HOURS, p.id, &t.out_of_hours)?.into(),
        t.keeper.into(),
        t.review.into(),
        p.at.into(),
        p.by.into(),
    ])
}

/// Adds a version.
pub(crate) fn add(act: &Act<'_>, grant: &Grant<KeepProtocol, InAgency>, p: &Protocol) -> Result<()> {
    put(act.write(), grant.agency(), p)
}

/// The same for whoever fills a database, such as the demo.
///
/// # Errors
/// An operator's when the database refuses it.
pub fn put(w: &Write<'_>, agency: Id<Organisation>, p: &Protocol) -> Result<()> {
    w.execute(ADD, &values(w.keys(), agency, p)?).map(drop)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Protocol> {
    let id = row.get(0)?;
    Ok(Protocol {
        id,
        place: row.get(1)?,
        text: Text {
            number: row.get(2)?,
            first: look.opened(FIRST, id, row, 3)?,
            thresholds: look.opened(THRESHOLDS, id, row, 4)?,
            contacts: look.opened(CONTACTS, id, row, 5)?,
            out_of_hours: look.opened(OUT_OF_HOURS, id, row, 6)?,
            keeper: row.get(7)?,
            review: row.get(8)?,
        },
        at: row.get(9)?,
        by: row.get(10)?,
    })
}

/// The versions that hold, by place.
pub fn holding<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Protocol>> {
    grant.list(look, "safeguarding-protocol", HOLDING, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The versions of a place, the newest first.
pub fn versions<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    place: &str,
) -> Result<Vec<Protocol>> {
    let rows = grant.list(look, "safeguarding-protocol", VERSIONS, &[place.into()])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// The places of an agency, each with its code and name: the agency itself first, then the councils that are in it today.
pub fn places<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<(String, String)>> {
    let own = organisations::of_grant(look, grant)?;
    let councils = organisations::councils_of(look, grant.agency(), look.today())?;
    let councils = councils.into_iter().map(|c| (c.code, c.name));
    Ok(std::iter::once((AGENCY.to_owned(), own.name)).chain(councils).collect())
}

/// What a place of the agency is called.
///
/// # Errors
/// `NotFound` for a place of others.
pub fn place_name<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>, code: &str) -> Result<String> {
    let found = places(look, grant)?.into_iter().find(|(place, _)| place == code);
    found.map(|(_, name)| name).ok_or(Error::NotFound)
}
