//! Where a family lives and who placed the child.

use ::store::{Column, Keys, Row, Value, statements};
use access::{Act, Action, Grant, Look, One, actions::RecordMove, teamwork::FamilyMove};
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Case, Family, Organisation},
};
use serde::{Deserialize, Serialize};

statements! {
    PLACING = "SELECT placing_council, paid_before, version FROM case_placing WHERE case_id = $1";
    ADD_PLACING = "INSERT INTO case_placing (case_id, agency_id, placing_council, paid_before, recorded_at, recorded_by, version)
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (case_id) DO NOTHING";
    SET_PLACING = "UPDATE case_placing SET placing_council = $3, paid_before = $4, recorded_at = $5, recorded_by = $6, version = version + 1
                   WHERE case_id = $1 AND version = $2";
    ADD = "INSERT INTO family_move (id, agency_id, family_id, case_id, council, moved_on, home, recorded_at, recorded_by, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_CASE = "SELECT id, case_id, council, moved_on, home, recorded_at, recorded_by, version FROM family_move
               WHERE case_id = $1 AND withdrawn_at IS NULL ORDER BY moved_on, id";
    LOAD = "SELECT id, case_id, council, moved_on, home, recorded_at, recorded_by, version FROM family_move WHERE id = $1 AND withdrawn_at IS NULL";
    WITHDRAW = "UPDATE family_move SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_why = $5, version = version + 1
                WHERE id = $1 AND version = $2 AND withdrawn_at IS NULL";
    FORGET = "UPDATE family_move SET home = NULL, withdrawn_why = NULL WHERE case_id = $1";
}

const HOME: Column = Column::new("family_move.home");
const WHY: Column = Column::new("family_move.withdrawn_why");

/// The columns that a move fills, in order: see [`move_values`].
pub const MOVE_COLUMNS: &str =
    "id, agency_id, family_id, case_id, council, moved_on, home, recorded_at, recorded_by, version";
/// The columns that who placed a child fills, in order: see [`placing_values`].
pub const PLACING_COLUMNS: &str =
    "case_id, agency_id, placing_council, paid_before, recorded_at, recorded_by, version";

/// Who placed the child, and whether they still pay what was decided before the order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placing {
    /// The council, by its code; none where it is not known.
    pub council: Option<String>,
    /// Whether regular financial support goes on that was decided before the order.
    pub paid_before: bool,
    /// The version that an edit is based on; 0 where nothing is written down.
    pub version: i64,
}

/// The new address, sealed as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHome {
    /// Lines of the address, without the postcode.
    pub address: String,
    /// The postcode.
    pub postcode: String,
}

/// A family moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Its id.
    pub id: Id<FamilyMove>,
    /// Of which case.
    pub case: Id<Case>,
    /// To which council's area, by its code.
    pub council: String,
    /// From which day.
    pub on: Date,
    /// The new address.
    pub home: NewHome,
    /// When it was written down.
    pub recorded: Timestamp,
    /// Who wrote it down.
    pub by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// The values of who placed a child, for [`PLACING_COLUMNS`].
pub fn placing_values(
    case: Id<Case>,
    agency: Id<Organisation>,
    p: &Placing,
    at: Timestamp,
    by: Option<Id<Account>>,
) -> Vec<Value> {
    vec![
        case.into(),
        agency.into(),
        p.council.clone().into(),
        p.paid_before.into(),
        at.into(),
        by.into(),
        p.version.into(),
    ]
}

/// The values of a move, for [`MOVE_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn move_values(
    keys: &Keys,
    agency: Id<Organisation>,
    family: Id<Family>,
    m: &Move,
) -> Result<Vec<Value>> {
    let home = match m.home == NewHome::default() {
        true => Value::Null,
        false => keys.seal(HOME, m.id, &json(&m.home)?)?.into(),
    };
    Ok(vec![
        m.id.into(),
        agency.into(),
        family.into(),
        m.case.into(),
        (&m.council).into(),
        m.on.into(),
        home,
        m.recorded.into(),
        m.by.into(),
        m.version.into(),
    ])
}

pub(super) fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal("what a hand-over holds", e))
}

fn read(look: &Look<'_>, row: &Row) -> Result<Move> {
    let id = row.get(0)?;
    Ok(Move {
        id,
        case: row.get(1)?,
        council: row.get(2)?,
        on: row.get(3)?,
        home: look.opened_json(HOME, id, row, 4)?.unwrap_or_default(),
        recorded: row.get(5)?,
        by: row.get(6)?,
        version: row.get(7)?,
    })
}

/// Who placed the child of the case of a grant.
///
/// # Errors
/// Those of the store.
pub fn placing<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Placing> {
    let rows = grant.rows(look, PLACING, &[])?;
    let Some(row) = rows.first() else { return Ok(Placing::default()) };
    Ok(Placing { council: row.get(0)?, paid_before: row.get(1)?, version: row.get(2)? })
}

/// Writes down who placed the child, on the version that was read; 0 where nothing stood there.
///
/// # Errors
/// `Stale`.
pub(crate) fn put_placing(act: &Act<'_>, grant: &Grant<RecordMove, One<Case>>, p: &Placing) -> Result<()> {
    let by = act.actor().account();
    if p.version == 0 {
        let first = Placing { version: 1, ..p.clone() };
        return act.change(ADD_PLACING, &placing_values(grant.id(), grant.agency(), &first, act.now(), by));
    }
    let params =
        [p.version.into(), p.council.clone().into(), p.paid_before.into(), act.now().into(), by.into()];
    grant.change(act, SET_PLACING, &params)
}

/// The moves of the case of a grant that hold, in the order of their days.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Move>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The move of a grant.
pub(crate) fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<FamilyMove>>) -> Result<Move> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// Writes a move down. The grant is that of its case.
pub(crate) fn add(
    act: &Act<'_>,
    grant: &Grant<RecordMove, One<Case>>,
    family: Id<Family>,
    m: &Move,
) -> Result<()> {
    act.execute(ADD, &move_values(act.keys(), grant.agency(), family, m)?).map(drop)
}

/// Takes a move back.
pub(crate) fn withdraw(
    act: &Act<'_>,
    grant: &Grant<RecordMove, One<FamilyMove>>,
    version: i64,
    why: &str,
) -> Result<()> {
    let why = act.seal(WHY, grant.id(), why)?;
    grant.change(act, WITHDRAW, &[version.into(), act.now().into(), act.actor().account().into(), why])
}

/// Blanks the addresses of a case whose time is over.
pub(super) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    act.execute(FORGET, &[case.into()])
}
