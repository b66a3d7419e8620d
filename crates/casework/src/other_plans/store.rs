//! Other plans in the database.

use access::{Act, Action, Grant, Look, One, Protected};
use kernel::{
    Error, Id, Result,
    kinds::{Case, Organisation},
};
use store::{Column, Keys, Row, Value, statements};

use super::model::{Kind, OtherPlan};

statements! {
    INSERT = "INSERT INTO other_plan (id, agency_id, case_id, kind, content, review_on, status, added_at, added_by, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_CASE = "SELECT id, kind, content, review_on, status, added_at, added_by, version FROM other_plan
               WHERE case_id = $1 ORDER BY added_at, id LIMIT 100";
    ONE = "SELECT id, kind, content, review_on, status, added_at, added_by, version FROM other_plan WHERE case_id = $1 AND id = $2";
    SAVE = "UPDATE other_plan SET kind = $4, content = $5, review_on = $6, status = $7, version = version + 1
            WHERE case_id = $1 AND id = $2 AND version = $3";
    FORGET = "UPDATE other_plan SET content = $2 WHERE case_id = $1";
}

/// The columns that a load fills, in order: see [`values`].
pub const COLUMNS: &str =
    "id, agency_id, case_id, kind, content, review_on, status, added_at, added_by, version";

/// The most other plans of one child.
pub const MOST: usize = 100;

const CONTENT: Column = Column::new("other_plan.content");

fn sealed(keys: &Keys, p: &OtherPlan) -> Result<Value> {
    let text = serde_json::to_string(&p.content).map_err(|e| Error::internal("another plan", e))?;
    Ok(keys.seal(CONTENT, p.id, &text)?.into())
}

fn status(p: &OtherPlan) -> &'static str {
    if p.ended { "ended" } else { "kept" }
}

/// The values of one, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, agency: Id<Organisation>, case: Id<Case>, p: &OtherPlan) -> Result<Vec<Value>> {
    Ok(vec![
        p.id.into(),
        agency.into(),
        case.into(),
        p.kind.code().into(),
        sealed(keys, p)?,
        p.review.into(),
        status(p).into(),
        p.added.into(),
        p.by.into(),
        p.version.into(),
    ])
}

/// The other plans of a case, in the order in which they were written down: [`MOST`] at most.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<OtherPlan>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// One of them.
///
/// # Errors
/// `NotFound` when the case has none such.
pub(super) fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>, id: Id<()>) -> Result<OtherPlan> {
    read(look, &grant.row(look, ONE, &[id.into()])?)
}

pub(super) fn insert<A: Action>(act: &Act<'_>, grant: &Grant<A, One<Case>>, p: &OtherPlan) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), grant.agency(), grant.id(), p)?).map(drop)
}

pub(super) fn save<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    based_on: i64,
    p: &OtherPlan,
) -> Result<()> {
    let rest = [
        p.id.into(),
        based_on.into(),
        p.kind.code().into(),
        sealed(act.keys(), p)?,
        p.review.into(),
        status(p).into(),
    ];
    grant.change(act, SAVE, &rest)
}

/// Takes away what is said of a case's other plans. The grant is that of the destruction; the case was read from it.
pub(crate) fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])
}

fn read(look: &Look<'_>, row: &Row) -> Result<OtherPlan> {
    let id = row.get(0)?;
    Ok(OtherPlan {
        id,
        kind: row.code(1, Kind::stored)?,
        content: look.opened_json(CONTENT, id, row, 2)?.unwrap_or_default(),
        review: row.get(3)?,
        ended: row.get::<String>(4)? == "ended",
        added: row.get(5)?,
        by: row.get(6)?,
        version: row.get(7)?,
    })
}
