//! The chronology in the database.

use access::{Act, Action, Grant, Look, One, Protected};
use kernel::{
    Id, Result,
    kinds::{self, Case, Organisation},
};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Entry, Kind, MOST, Standing, Wanted, When};

macro_rules! columns {
    () => {
        "id, happened, about, kind, words, source, event_id, status, added_at, added_by, version"
    };
}

statements! {
    INSERT = "INSERT INTO chronology_entry (id, agency_id, case_id, happened, about, kind, words, source, event_id, status, added_at,
                added_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    ONE = concat!("SELECT ", columns!(), " FROM chronology_entry WHERE case_id = $1 AND id = $2");
    OF_CASE = concat!("SELECT ", columns!(), " FROM chronology_entry WHERE case_id = $1 AND status = $2 AND happened >= $3
                AND happened < $4 AND (CAST($5 AS TEXT) = '' OR kind = $5) ORDER BY happened, id LIMIT 1000");
    TAKEN = "SELECT event_id FROM chronology_entry WHERE case_id = $1 AND event_id IS NOT NULL";
    HOW_MANY = "SELECT count(*) FROM (SELECT 1 AS one FROM chronology_entry WHERE case_id = $1 AND status = 'kept' LIMIT 1000) AS kept";
    CHANGE = "UPDATE chronology_entry SET happened = $4, about = $5, kind = $6, words = $7, source = $8, version = version + 1
              WHERE case_id = $1 AND id = $2 AND version = $3";
    STAND = "UPDATE chronology_entry SET status = $4, version = version + 1 WHERE case_id = $1 AND id = $2 AND version = $3";
    FORGET = "UPDATE chronology_entry SET words = $2, source = NULL WHERE case_id = $1";
}

/// The columns that a load fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, happened, about, kind, words, source, event_id, status, added_at, added_by, version";

const WORDS: Column = Column::new("chronology_entry.words");
const SOURCE: Column = Column::new("chronology_entry.source");

/// The values of one entry, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, agency: Id<Organisation>, case: Id<Case>, e: &Entry) -> Result<Vec<Value>> {
    let source = if e.source.is_empty() { Value::Null } else { keys.seal(SOURCE, e.id, &e.source)?.into() };
    Ok(vec![
        e.id.into(),
        agency.into(),
        case.into(),
        e.when.key().into(),
        e.when.is_about().into(),
        e.kind.code().into(),
        keys.seal(WORDS, e.id, &e.words)?.into(),
        source,
        e.event.into(),
        e.standing.code().into(),
        e.added.into(),
        e.by.into(),
        e.version.into(),
    ])
}

/// The entries of a case, in order of time: [`MOST`] at most.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Case>>,
    standing: Standing,
    wanted: Wanted,
) -> Result<Vec<Entry>> {
    let (from, before) = wanted.keys();
    let params: [Value; 4] =
        [standing.code().into(), from.into(), before.into(), wanted.kind.map_or("", Kind::code).into()];
    grant.rows(look, OF_CASE, &params)?.iter().map(|row| read(look, row)).collect()
}

/// One entry.
///
/// # Errors
/// `NotFound` when the case has no such entry.
pub fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>, entry: Id<()>) -> Result<Entry> {
    read(look, &grant.row(look, ONE, &[entry.into()])?)
}

/// The lines of the timeline that were taken in already, whether or not they stand there now.
pub(super) fn taken<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Case>>,
) -> Result<Vec<Id<kinds::Event>>> {
    grant.rows(look, TAKEN, &[])?.iter().map(|row| row.get(0)).collect()
}

/// How many more entries the chronology takes.
pub(super) fn room<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<i64> {
    Ok(MOST - grant.row(look, HOW_MANY, &[])?.get::<i64>(0)?)
}

pub(super) fn insert<A: Action>(act: &Act<'_>, grant: &Grant<A, One<Case>>, new: &Entry) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), grant.agency(), grant.id(), new)?).map(drop)
}

pub(super) fn change<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    based_on: i64,
    new: &Entry,
) -> Result<()> {
    let rest = [
        new.id.into(),
        based_on.into(),
        new.when.key().into(),
        new.when.is_about().into(),
        new.kind.code().into(),
        act.seal(WORDS, new.id, &new.words)?,
        act.seal_unless_empty(SOURCE, new.id, &new.source)?,
    ];
    grant.change(act, CHANGE, &rest)
}

pub(super) fn stand<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    based_on: i64,
    entry: Id<()>,
    standing: Standing,
) -> Result<()> {
    grant.change(act, STAND, &[entry.into(), based_on.into(), standing.code().into()])
}

/// Takes away every word of a case's chronology. The grant is that of the destruction; the case was read from it.
pub(crate) fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])
}

fn read(look: &Look<'_>, row: &Row) -> Result<Entry> {
    let id = row.get(0)?;
    Ok(Entry {
        id,
        when: When::stored(&row.get::<String>(1)?, row.get::<i64>(2)? == 1)?,
        kind: row.code(3, Kind::stored)?,
        words: look.opened(WORDS, id, row, 4)?,
        source: look.opened(SOURCE, id, row, 5)?,
        event: row.get(6)?,
        standing: row.code(7, Standing::stored)?,
        added: row.get(8)?,
        by: row.get(9)?,
        version: row.get(10)?,
    })
}
