//! Requests to put something right, in the database.

use ::store::{Column, Row, Value, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{DecideCorrection, ViewCase},
    rights::Correction as Kind,
};
use kernel::{Result, kinds};

use super::model::{Correction, State, What};

macro_rules! columns {
    () => {
        "id, agency_id, family_id, case_id, person_id, what, old_value, wanted, why, asked_at, asked_by, asked_role, status, decided_at, \
         decided_by, decided_why, version"
    };
}

statements! {
    INSERT = "INSERT INTO correction (id, agency_id, family_id, case_id, person_id, what, old_value, wanted, why, asked_at, asked_by,
                asked_role, status, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'asked', 1)";
    LOAD = concat!("SELECT ", columns!(), " FROM correction WHERE id = $1");
    OF_CASE = concat!("SELECT ", columns!(), " FROM correction WHERE case_id = $1 ORDER BY asked_at DESC, id DESC");
    WAITING = concat!("SELECT ", columns!(), " FROM correction WHERE agency_id = $1 AND status = 'asked'", access::seen!("family_id", "$2", "$3", "$4"), "ORDER BY asked_at, id LIMIT 500");
    DECIDE = "UPDATE correction SET status = $3, decided_at = $4, decided_by = $5, decided_why = $6, version = version + 1
              WHERE id = $1 AND version = $2 AND status = 'asked'";
}

const OLD: Column = Column::new("correction.old_value");
const WANTED: Column = Column::new("correction.wanted");
const WHY: Column = Column::new("correction.why");
const DECIDED_WHY: Column = Column::new("correction.decided_why");

/// Adds a request. Whoever calls holds the grant of its case.
pub(crate) fn insert(act: &Act<'_>, c: &Correction) -> Result<()> {
    let params: [Value; 12] = [
        c.id.into(),
        c.agency.into(),
        c.family.into(),
        c.case.into(),
        c.person.into(),
        c.what.code().into(),
        act.seal_unless_empty(OLD, c.id, &c.old)?,
        act.seal(WANTED, c.id, &c.wanted)?,
        act.seal_unless_empty(WHY, c.id, &c.why)?,
        c.asked.into(),
        c.asked_by.into(),
        (&c.asked_role).into(),
    ];
    act.execute(INSERT, &params).map(|_| ())
}

fn read(look: &Look<'_>, row: &Row) -> Result<Correction> {
    let id = row.get(0)?;
    Ok(Correction {
        id,
        agency: row.get(1)?,
        family: row.get(2)?,
        case: row.get(3)?,
        person: row.get(4)?,
        what: row.code(5, What::stored)?,
        old: look.opened(OLD, id, row, 6)?,
        wanted: look.opened(WANTED, id, row, 7)?,
        why: look.opened(WHY, id, row, 8)?,
        asked: row.get(9)?,
        asked_by: row.get(10)?,
        asked_role: row.get(11)?,
        state: row.code(12, State::stored)?,
        decided: row.get(13)?,
        decided_by: row.get(14)?,
        decided_why: look.opened(DECIDED_WHY, id, row, 15)?,
        version: row.get(16)?,
    })
}

/// The request of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<Correction> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The requests about a case, newest first.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewCase, One<kinds::Case>>) -> Result<Vec<Correction>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The requests of an agency that wait for a decision, oldest first: 500 at most.
pub fn waiting(look: &Look<'_>, grant: &Grant<DecideCorrection, InAgency>) -> Result<Vec<Correction>> {
    grant.list(look, "correction", WAITING, &[])?.iter().map(|row| read(look, row)).collect()
}

/// Writes the decision.
pub(crate) fn decide(
    act: &Act<'_>,
    grant: &Grant<DecideCorrection, One<Kind>>,
    version: i64,
    state: State,
    why: &str,
) -> Result<()> {
    let why = act.seal_unless_empty(DECIDED_WHY, grant.id(), why)?;
    let params = [version.into(), state.code().into(), act.now().into(), act.actor().account().into(), why];
    grant.change(act, DECIDE, &params)
}
