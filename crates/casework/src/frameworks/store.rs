//! What agencies add to the framework, in the database.

use std::sync::Arc;

use access::{Act, Action, Grant, InAgency, Look, One, actions::ViewFramework, assessing::FrameworkVersion};
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Organisation},
};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Addition, Held, State, Version, number_in};
use crate::assessment::model::{current_on, framework};

macro_rules! columns {
    () => {
        "id, number, national, status, from_day, content, made_at, asked_at, asked_by, decided_at, decided_by, words, version"
    };
}

statements! {
    INSERT = "INSERT INTO framework_version (id, agency_id, number, national, status, from_day, content, made_at, asked_at, asked_by,
                decided_at, decided_by, words, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    ONE = concat!("SELECT ", columns!(), " FROM framework_version WHERE id = $1");
    OF_AGENCY = concat!("SELECT ", columns!(), " FROM framework_version WHERE agency_id = $1 ORDER BY agency_id DESC, number DESC LIMIT 200");
    NUMBERED = concat!("SELECT ", columns!(), " FROM framework_version WHERE agency_id = $1 AND number = $2");
    IN_FORCE = concat!("SELECT ", columns!(), " FROM framework_version WHERE agency_id = $1 AND status = 'approved' AND from_day <= $2
                ORDER BY agency_id DESC, status DESC, number DESC LIMIT 1");
    SAVE = "UPDATE framework_version SET status = $3, from_day = $4, content = $5, asked_at = $6, asked_by = $7, decided_at = $8,
                decided_by = $9, words = $10, version = version + 1 WHERE id = $1 AND version = $2";
    WRITE = "INSERT INTO framework_writer (framework_id, account_id) VALUES ($1, $2) ON CONFLICT (framework_id, account_id) DO NOTHING";
    WRITERS = "SELECT account_id FROM framework_writer WHERE framework_id = $1 ORDER BY account_id";
}

/// The columns that a load fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, number, national, status, from_day, content, made_at, asked_at, asked_by, decided_at, decided_by, \
                           words, version";
/// The columns of those who wrote a version, in order: the version and the account.
pub const WRITER_COLUMNS: &str = "framework_id, account_id";

const CONTENT: Column = Column::new("framework_version.content");
const WORDS: Column = Column::new("framework_version.words");

/// The values of one version, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, agency: Id<Organisation>, v: &Version) -> Result<Vec<Value>> {
    let [content, words] = sealed(keys, v)?;
    Ok(vec![
        v.id.into(),
        agency.into(),
        v.number.into(),
        (&v.national).into(),
        v.state.code().into(),
        v.from.into(),
        content,
        v.made.into(),
        v.asked.map(|(at, _)| at).into(),
        v.asked.and_then(|(_, by)| by).into(),
        v.decided.map(|(at, _)| at).into(),
        v.decided.and_then(|(_, by)| by).into(),
        words,
        v.version.into(),
    ])
}

fn sealed(keys: &Keys, v: &Version) -> Result<[Value; 2]> {
    let text =
        serde_json::to_string(&v.added).map_err(|e| Error::internal("an addition to the framework", e))?;
    let words = if v.words.is_empty() { Value::Null } else { keys.seal(WORDS, v.id, &v.words)?.into() };
    Ok([keys.seal(CONTENT, v.id, &text)?.into(), words])
}

/// The version of a grant.
///
/// # Errors
/// Those of the store.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<FrameworkVersion>>) -> Result<Version> {
    read(look, &grant.row(look, ONE, &[])?)
}

/// The versions of an agency, the newest first: 200 at most.
///
/// # Errors
/// Those of the store.
pub fn of_agency<A: Action>(look: &Look<'_>, grant: &Grant<A, InAgency>) -> Result<Vec<Version>> {
    let rows = grant.list(look, "framework-version", OF_AGENCY, &[])?;
    rows.iter().map(|row| read(look, row)).collect()
}

/// The version that holds for an agency on a day: of those whose day has come, the one that was begun last, so that none that was approved
/// earlier for a later day takes over from it; when it adds to the national version of that day.
///
/// # Errors
/// `Refused` by rule `assessment.framework` before the first national version.
pub fn in_force(look: &Look<'_>, agency: Id<Organisation>, day: Date) -> Result<Held> {
    let national = current_on(day)?;
    let Some(row) = look.opt(IN_FORCE, &[agency.into(), day.into()])? else {
        return Ok(Held::National(national));
    };
    let own = read(look, &row)?;
    // What was written for an older national version is not put on a newer one by itself.
    if own.national != national.version || own.added.is_empty() {
        return Ok(Held::National(national));
    }
    Ok(Held::Own(Arc::new(own.added.on(national, own.number)?)))
}

/// The framework of a name that an assessment keeps: national, or with what its agency added then.
///
/// # Errors
/// `NotFound` when there is no such version.
pub fn held(look: &Look<'_>, agency: Id<Organisation>, name: &str) -> Result<Held> {
    let Some((_, number)) = number_in(name) else { return Ok(Held::National(framework(name)?)) };
    let version = read(look, &look.row(NUMBERED, &[agency.into(), number.into()])?)?;
    Ok(Held::Own(Arc::new(version.whole()?)))
}

/// Whether the agency has a version that holds on a day but adds to an older national one.
///
/// # Errors
/// Those of the store.
pub(super) fn left_behind(
    look: &Look<'_>,
    grant: &Grant<ViewFramework, InAgency>,
    day: Date,
) -> Result<bool> {
    let rows = grant.rows(look, "framework-version", IN_FORCE, &[day.into()])?;
    let national = current_on(day)?;
    rows.first().map_or(Ok(false), |row| Ok(row.get::<String>(2)? != national.version))
}

pub(super) fn insert(act: &Act<'_>, agency: Id<Organisation>, new: &Version) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), agency, new)?).map(drop)
}

/// Writes a version over the one that it is based on.
pub(super) fn save<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<FrameworkVersion>>,
    based_on: i64,
    v: &Version,
) -> Result<()> {
    let [content, words] = sealed(act.keys(), v)?;
    let rest = [
        based_on.into(),
        v.state.code().into(),
        v.from.into(),
        content,
        v.asked.map(|(at, _)| at).into(),
        v.asked.and_then(|(_, by)| by).into(),
        v.decided.map(|(at, _)| at).into(),
        v.decided.and_then(|(_, by)| by).into(),
        words,
    ];
    grant.change(act, SAVE, &rest)
}

/// Notes that whoever acts had a hand in a version.
pub(super) fn wrote(act: &Act<'_>, id: Id<FrameworkVersion>) -> Result<()> {
    match act.actor().answerable() {
        Some(who) => act.execute(WRITE, &[id.into(), who.into()]).map(drop),
        None => Ok(()),
    }
}

/// Everybody who had a hand in a version.
pub(super) fn writers(look: &Look<'_>, id: Id<FrameworkVersion>) -> Result<Vec<Option<Id<Account>>>> {
    look.query(WRITERS, &[id.into()])?.iter().map(|row| row.get(0).map(Some)).collect()
}

fn read(look: &Look<'_>, row: &Row) -> Result<Version> {
    let id = row.get(0)?;
    let content = look.open(CONTENT, id, &row.get::<Vec<u8>>(5)?)?;
    let pair = |at: usize, by: usize| -> Result<Option<(Timestamp, Option<Id<Account>>)>> {
        let by = row.get(by)?;
        Ok(row.get::<Option<Timestamp>>(at)?.map(|at| (at, by)))
    };
    let words = row.get::<Option<Vec<u8>>>(11)?;
    Ok(Version {
        id,
        number: row.get(1)?,
        national: row.get(2)?,
        state: row.code(3, State::stored)?,
        from: row.get(4)?,
        added: serde_json::from_str::<Addition>(&content)
            .map_err(|e| Error::internal("an addition to the framework", e))?,
        made: row.get(6)?,
        asked: pair(7, 8)?,
        decided: pair(9, 10)?,
        words: words.map_or(Ok(String::new()), |sealed| look.open(WORDS, id, &sealed))?,
        version: row.get(12)?,
    })
}
