//! Ties in the database: names and days sealed together, found by their case alone.

use access::{Act, Action, Grant, Look, One, members::FamilyTie};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Case},
};
use store::{Column, Row, Value, statements};

use super::model::{Details, Tie, TieKind};
use crate::cases::store::Case as CaseRecord;

statements! {
    ADD = "INSERT INTO family_tie (id, agency_id, case_id, kind, details, recorded_at, recorded_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF_CASE = "SELECT id, kind, details, recorded_at, recorded_by, version FROM family_tie
               WHERE case_id = $1 AND taken_back_at IS NULL ORDER BY case_id, recorded_at, id LIMIT 200";
    ONE = "SELECT id, kind, details, recorded_at, recorded_by, version FROM family_tie
           WHERE case_id = $1 AND id = $2 AND taken_back_at IS NULL";
    CHANGE = "UPDATE family_tie SET kind = $4, details = $5, changed_at = $6, changed_by = $7, version = version + 1
              WHERE case_id = $1 AND id = $2 AND version = $3 AND taken_back_at IS NULL";
    TAKE_BACK = "UPDATE family_tie SET taken_back_at = $4, taken_back_by = $5, version = version + 1
                 WHERE case_id = $1 AND id = $2 AND version = $3 AND taken_back_at IS NULL";
    FORGET = "UPDATE family_tie SET details = $2 WHERE case_id = $1";
}

/// The columns that a load of ties fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, kind, details, recorded_at, recorded_by, version";

const DETAILS: Column = Column::new("family_tie.details");

fn json(details: &Details) -> Result<String> {
    serde_json::to_string(details).map_err(|e| Error::internal("a tie of a family", e))
}

/// The values of one tie, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &store::Keys, case: &CaseRecord, tie: &Tie) -> Result<Vec<Value>> {
    Ok(vec![
        tie.id.into(),
        case.agency.into(),
        case.id.into(),
        tie.kind.code().into(),
        keys.seal(DETAILS, tie.id, &json(&tie.details)?)?.into(),
        tie.recorded.into(),
        tie.by.into(),
        tie.version.into(),
    ])
}

/// Keeps a tie. Whoever calls holds the grant of the case.
pub(super) fn add(
    act: &Act<'_>,
    case: &CaseRecord,
    kind: TieKind,
    details: &Details,
) -> Result<Id<FamilyTie>> {
    let id = Id::new(act.now());
    let by: Option<Id<Account>> = act.actor().account();
    let tie = Tie { id, kind, details: details.clone(), recorded: act.now(), by, version: 1 };
    act.execute(ADD, &values(act.keys(), case, &tie)?)?;
    Ok(id)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Tie> {
    let id = row.get(0)?;
    let text = look.open(DETAILS, id, &row.get::<Vec<u8>>(2)?)?;
    let recorded: Timestamp = row.get(3)?;
    Ok(Tie {
        id,
        kind: row.code(1, TieKind::stored)?,
        details: serde_json::from_str(&text).map_err(|e| Error::internal("a tie of a family", e))?,
        recorded,
        by: row.get(4)?,
        version: row.get(5)?,
    })
}

/// The ties of a case, in the order they were recorded: 200 at most. Those whose record was destroyed are not among them.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Tie>> {
    let rows = grant.rows(look, OF_CASE, &[])?;
    let there = |row: &&Row| row.get::<Vec<u8>>(2).is_ok_and(|sealed| !sealed.is_empty());
    rows.iter().filter(there).map(|row| read(look, row)).collect()
}

/// One of a case.
///
/// # Errors
/// `NotFound` for another case's.
pub(super) fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>, id: Id<FamilyTie>) -> Result<Tie> {
    read(look, &grant.row(look, ONE, &[id.into()])?)
}

pub(super) fn change<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    id: Id<FamilyTie>,
    version: i64,
    kind: TieKind,
    details: &Details,
) -> Result<()> {
    let sealed = act.seal(DETAILS, id, &json(details)?)?;
    let by = act.actor().account();
    grant.change(
        act,
        CHANGE,
        &[id.into(), version.into(), kind.code().into(), sealed, act.now().into(), by.into()],
    )
}

pub(super) fn take_back<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    id: Id<FamilyTie>,
    version: i64,
) -> Result<()> {
    grant.change(act, TAKE_BACK, &[id.into(), version.into(), act.now().into(), act.actor().account().into()])
}

/// Forgets who they were, when the record is destroyed. Gives how many rows.
///
/// # Errors
/// Those of the store.
pub fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])
}
