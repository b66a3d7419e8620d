//! Screenings in the database.

use access::{Act, Action, Grant, Look, One, Protected};
use kernel::{
    Error, Id, Result,
    kinds::{Assessment, Case, Organisation},
};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Screening, Standing};
use crate::measures::By;

macro_rules! columns {
    () => {
        "id, case_id, assessment_id, measure, filled_by, on_day, content, status, added_at, added_by, version"
    };
}

statements! {
    INSERT = "INSERT INTO screening (id, agency_id, case_id, assessment_id, measure, filled_by, on_day, content, status,
                added_at, added_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    OF_ASSESSMENT = concat!("SELECT ", columns!(), " FROM screening WHERE assessment_id = $1 ORDER BY on_day, id LIMIT 100");
    OF_CASE = concat!("SELECT ", columns!(), " FROM screening WHERE case_id = $1 ORDER BY on_day, id LIMIT 1000");
    ONE = concat!("SELECT ", columns!(), " FROM screening WHERE assessment_id = $1 AND id = $2");
    STAND = "UPDATE screening SET status = $4, version = version + 1 WHERE assessment_id = $1 AND id = $2 AND version = $3";
    FORGET = "UPDATE screening SET content = $2 WHERE case_id = $1";
}

/// The columns that a load fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, assessment_id, measure, filled_by, on_day, content, status, added_at, added_by, version";

/// The most screenings of one assessment.
pub const MOST: usize = 100;

const CONTENT: Column = Column::new("screening.content");

/// The values of one screening, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, agency: Id<Organisation>, s: &Screening) -> Result<Vec<Value>> {
    let content = serde_json::to_string(&s.content).map_err(|e| Error::internal("a screening", e))?;
    Ok(vec![
        s.id.into(),
        agency.into(),
        s.case.into(),
        s.assessment.into(),
        (&s.measure).into(),
        s.by.code().into(),
        s.on.into(),
        keys.seal(CONTENT, s.id, &content)?.into(),
        s.standing.code().into(),
        s.added.into(),
        s.recorded_by.into(),
        s.version.into(),
    ])
}

/// The screenings of an assessment, in order of their days, those that were taken out among them: [`MOST`] at most.
///
/// # Errors
/// Those of the store.
pub fn of_assessment<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Assessment>>,
) -> Result<Vec<Screening>> {
    grant.rows(look, OF_ASSESSMENT, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The screenings of all assessments of a case.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Screening>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// One screening of an assessment.
///
/// # Errors
/// `NotFound` when the assessment has no such screening.
pub(super) fn one<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Assessment>>,
    id: Id<()>,
) -> Result<Screening> {
    read(look, &grant.row(look, ONE, &[id.into()])?)
}

pub(super) fn insert(act: &Act<'_>, agency: Id<Organisation>, new: &Screening) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), agency, new)?).map(drop)
}

pub(super) fn stand<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Assessment>>,
    based_on: i64,
    id: Id<()>,
    standing: Standing,
) -> Result<()> {
    grant.change(act, STAND, &[id.into(), based_on.into(), standing.code().into()])
}

/// Takes away what screenings of a case say. The grant is that of the destruction; the case was read from it.
pub(crate) fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])
}

fn read(look: &Look<'_>, row: &Row) -> Result<Screening> {
    let id = row.get(0)?;
    Ok(Screening {
        id,
        case: row.get(1)?,
        assessment: row.get(2)?,
        measure: row.get(3)?,
        by: row.code(4, By::stored)?,
        on: row.get(5)?,
        content: look.opened_json(CONTENT, id, row, 6)?.unwrap_or_default(),
        standing: row.code(7, Standing::stored)?,
        added: row.get(8)?,
        recorded_by: row.get(9)?,
        version: row.get(10)?,
    })
}
