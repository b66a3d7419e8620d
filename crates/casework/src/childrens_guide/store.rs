//! Guides and that they were given, in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One, accounts,
    actions::{KeepGuides, ViewGuides},
    seen,
};
use kernel::{
    Date, Id, Level, Reference, Result, Timestamp,
    kinds::{Case, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Read, Row, Value, statements};

use super::model::{self, EDITION, Given, Guide, Part, Reading, Text, ToWhom, Way};
use crate::people;

/// The columns of a version, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, reading, number, aims, rights, advocate, officer, commissioner, inspectorate, complaints, contact, \
    from_on, written_at, written_by";

statements! {
    ADD = "INSERT INTO childrens_guide (id, agency_id, reading, number, aims, rights, advocate, officer, commissioner, inspectorate, complaints,
             contact, from_on, written_at, written_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    OF_AGENCY = "SELECT id, reading, number, aims, rights, advocate, officer, commissioner, inspectorate, complaints, contact, from_on, written_at,
                   written_by FROM childrens_guide WHERE agency_id = $1 AND reading = $2 ORDER BY number DESC LIMIT 100";
    GIVE = "INSERT INTO guide_given (id, agency_id, case_id, reading, number, edition, way, to_whom, given_on, recorded_at, recorded_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    OF_CASE = "SELECT id, reading, number, edition, way, to_whom, given_on, recorded_at, recorded_by FROM guide_given
               WHERE case_id = $1 ORDER BY case_id DESC, recorded_at DESC, id DESC LIMIT 100";
    NOT_GIVEN = concat!("SELECT c.id, c.reference, i.id, i.name, c.level, c.opened_at, c.coordinator_id, worker.name
        FROM support_case c JOIN identity i ON i.person_id = c.child_id AND i.side = 'after' LEFT JOIN account worker ON worker.id = c.coordinator_id
        WHERE c.agency_id = $1 AND c.status = 'open' AND c.opened_at >= $2 AND (c.opened_at > $2 OR c.id > $3)
          AND NOT EXISTS (SELECT 1 FROM guide_given g WHERE g.case_id = c.id)",
        seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY c.opened_at, c.id LIMIT $4");
    COUNTED = "SELECT count(*), CAST(COALESCE(sum(CASE WHEN EXISTS (SELECT 1 FROM guide_given g WHERE g.case_id = c.id) THEN 1 ELSE 0 END), 0) AS BIGINT)
               FROM support_case c WHERE c.agency_id = $1 AND c.status = 'open'";
}

/// The values of a version, for [`COLUMNS`].
pub fn values(agency: Id<Organisation>, guide: &Guide) -> Vec<Value> {
    let mut all: Vec<Value> =
        vec![guide.id.into(), agency.into(), guide.reading.code().into(), guide.text.number.into()];
    all.extend(Part::ALL.iter().map(|part| Value::from(guide.text.of(*part))));
    all.extend([guide.text.from.into(), guide.at.into(), guide.by.into()]);
    all
}

fn read(row: &Row) -> Result<Guide> {
    let words = (3..11).map(|at| row.get(at)).collect::<Result<_>>()?;
    Ok(Guide {
        id: row.get(0)?,
        reading: row.code(1, Reading::stored)?,
        text: Text { number: row.get(2)?, words, from: Some(row.get(11)?) },
        at: row.get(12)?,
        by: row.get(13)?,
    })
}

/// Adds a version.
pub(crate) fn add(act: &Act<'_>, grant: &Grant<KeepGuides, InAgency>, guide: &Guide) -> Result<()> {
    act.execute(ADD, &values(grant.agency(), guide)).map(drop)
}

/// The versions that an agency wrote of a reading, the newest first: 100 at most. Anybody may read them.
///
/// # Errors
/// Those of the store.
pub fn versions(r: &Read<'_>, agency: Id<Organisation>, reading: Reading) -> Result<Vec<Guide>> {
    r.query(OF_AGENCY, &[agency.into(), reading.code().into()])?.iter().map(read).collect()
}

/// What an agency's guide says on a day.
///
/// # Errors
/// Those of the store.
pub fn holding(r: &Read<'_>, agency: Id<Organisation>, reading: Reading, on: Date) -> Result<Text> {
    model::holds(&versions(r, agency, reading)?, reading, on)
}

/// Writes that the guide was given. Whoever calls holds the grant of the case.
pub(crate) fn give(act: &Act<'_>, agency: Id<Organisation>, case: Id<Case>, given: &Given) -> Result<()> {
    let params = [
        given.id.into(),
        agency.into(),
        case.into(),
        given.reading.code().into(),
        given.number.into(),
        (&given.edition).into(),
        given.way.code().into(),
        given.to.code().into(),
        given.on.into(),
        given.at.into(),
        given.by.into(),
    ];
    act.execute(GIVE, &params).map(drop)
}

/// The edition that is kept beside a version's number.
pub(crate) fn edition(number: i64) -> String {
    if number == 0 { EDITION.to_owned() } else { String::new() }
}

/// When the child of a case was given the guide, the newest first: 100 at most.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Given>> {
    grant
        .rows(look, OF_CASE, &[])?
        .iter()
        .map(|row| {
            Ok(Given {
                id: row.get(0)?,
                reading: row.code(1, Reading::stored)?,
                number: row.get(2)?,
                edition: row.get(3)?,
                way: row.code(4, Way::stored)?,
                to: row.code(5, ToWhom::stored)?,
                on: row.get(6)?,
                at: row.get(7)?,
                by: row.get(8)?,
            })
        })
        .collect()
}

/// A child with support who was not given the guide yet.
#[derive(Debug, Clone)]
pub struct NotGiven {
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// The child's name.
    pub child: String,
    /// How much support there is.
    pub level: Level,
    /// Since when.
    pub opened: Timestamp,
    /// The coordinator's name; empty when there is none.
    pub coordinator: String,
}

/// One page of the children with support who were not given the guide yet, those who have had support longest first.
pub fn not_given(
    look: &Look<'_>,
    grant: &Grant<ViewGuides, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<NotGiven>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let rows = grant.list(look, "case", NOT_GIVEN, &[key, id, (PAGE_ROWS as i64 + 1).into()])?;
    let found: Result<Vec<NotGiven>> = rows
        .iter()
        .map(|row| {
            Ok(NotGiven {
                case: row.get(0)?,
                reference: row.get(1)?,
                child: people::store::open_name(look, row.get(2)?, &row.get::<Vec<u8>>(3)?)?,
                level: row.code(4, Level::stored)?,
                opened: row.get(5)?,
                coordinator: accounts::joined_name(look, row.get(6)?, row, 7)?,
            })
        })
        .collect();
    Ok(Rows::cut(found?, |n| Cursor::at(n.opened, n.case.cast())))
}

/// How many children have support now, and how many of them were given the guide. Sealed cases count.
pub fn counted(look: &Look<'_>, grant: &Grant<ViewGuides, InAgency>) -> Result<(i64, i64)> {
    grant.totals(look, COUNTED, &[])?.first().map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
}
