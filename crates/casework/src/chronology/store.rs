//! The chronology in the database.

use access::{Act, Action, Grant, Look, One, Protected};
use kernel::{
    Error, Id, Result,
    kinds::{self, Case, Organisation},
};
use serde::{Deserialize, Serialize};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Entry, Kind, MOST, Standing, Wanted, When};

macro_rules! columns {
    () => {
        "id, kind, content, event_id, status, added_at, added_by, version"
    };
}

statements! {
    INSERT = "INSERT INTO chronology_entry (id, agency_id, case_id, kind, content, event_id, status, added_at, added_by, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    ONE = concat!("SELECT ", columns!(), " FROM chronology_entry WHERE case_id = $1 AND id = $2");
    OF_CASE = concat!("SELECT ", columns!(), " FROM chronology_entry WHERE case_id = $1 AND status = $2
                ORDER BY case_id DESC, status DESC, id DESC LIMIT 1000");
    TAKEN = "SELECT event_id FROM chronology_entry WHERE case_id = $1 AND event_id IS NOT NULL";
    HOW_MANY = "SELECT count(*) FROM (SELECT 1 AS one FROM chronology_entry WHERE case_id = $1 AND status = 'kept' LIMIT 1000) AS kept";
    CHANGE = "UPDATE chronology_entry SET kind = $4, content = $5, version = version + 1
              WHERE case_id = $1 AND id = $2 AND version = $3";
    STAND = "UPDATE chronology_entry SET status = $4, version = version + 1 WHERE case_id = $1 AND id = $2 AND version = $3";
    FORGET = "UPDATE chronology_entry SET content = $2 WHERE case_id = $1";
}

/// The columns that a load fills, in order: see [`values`].
pub const COLUMNS: &str =
    "id, agency_id, case_id, kind, content, event_id, status, added_at, added_by, version";

const CONTENT: Column = Column::new("chronology_entry.content");

/// What stands sealed of an entry.
#[derive(Serialize, Deserialize)]
struct Content {
    /// See [`When::key`].
    happened: String,
    about: bool,
    words: String,
    source: String,
}

/// What stands sealed of an entry, as it is sealed.
///
/// # Errors
/// `Internal` when it cannot be written as JSON.
pub fn sealed_text(e: &Entry) -> Result<String> {
    let content = Content {
        happened: e.when.key(),
        about: e.when.is_about(),
        words: e.words.clone(),
        source: e.source.clone(),
    };
    serde_json::to_string(&content).map_err(|e| Error::internal("an entry of a chronology", e))
}

/// The values of one entry, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, agency: Id<Organisation>, case: Id<Case>, e: &Entry) -> Result<Vec<Value>> {
    Ok(vec![
        e.id.into(),
        agency.into(),
        case.into(),
        e.kind.code().into(),
        keys.seal(CONTENT, e.id, &sealed_text(e)?)?.into(),
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
    let rows = grant.rows(look, OF_CASE, &[standing.code().into()])?;
    let read = rows.iter().filter_map(|row| read(look, row).transpose());
    let mut all: Vec<Entry> =
        read.filter(|e| e.as_ref().map_or(true, |e| wanted.takes(e))).collect::<Result<_>>()?;
    all.sort_by_key(|e| (e.when, e.id));
    Ok(all)
}

/// One entry.
///
/// # Errors
/// `NotFound` when the case has no such entry.
pub fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>, entry: Id<()>) -> Result<Entry> {
    read(look, &grant.row(look, ONE, &[entry.into()])?)?.ok_or(Error::NotFound)
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
        new.kind.code().into(),
        act.seal(CONTENT, new.id, &sealed_text(new)?)?,
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

/// Takes away every word and every day of a case's chronology. The grant is that of the destruction; the case was read from it.
pub(crate) fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])
}

/// An entry; none where its words were taken away.
fn read(look: &Look<'_>, row: &Row) -> Result<Option<Entry>> {
    let id = row.get(0)?;
    let Some(content) = look.opened_json::<_, Content>(CONTENT, id, row, 2)? else { return Ok(None) };
    Ok(Some(Entry {
        id,
        when: When::stored(&content.happened, content.about)?,
        kind: row.code(1, Kind::stored)?,
        words: content.words,
        source: content.source,
        event: row.get(3)?,
        standing: row.code(4, Standing::stored)?,
        added: row.get(5)?,
        by: row.get(6)?,
        version: row.get(7)?,
    }))
}
