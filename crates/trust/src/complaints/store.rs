//! Complaints in the database.

use ::store::{Column, Keys, Row, Value, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{HandleDataComplaints, MakeDataComplaint, ViewCase},
    rights::DataComplaint,
};
use kernel::{Id, Result, kinds};

use super::model::{Complaint, Outcome};

macro_rules! columns {
    () => {
        "id, agency_id, family_id, case_id, reference, complainant, words, received_on, recorded_at, recorded_by, recorded_role, \
         acknowledged_at, acknowledged_by, acknowledged_how, outcome, outcome_words, closed_at, closed_by, version"
    };
}

statements! {
    INSERT = "INSERT INTO data_complaint (id, agency_id, family_id, case_id, reference, complainant, words, received_on, recorded_at,
                recorded_by, recorded_role, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)";
    LOAD = concat!("SELECT ", columns!(), " FROM data_complaint WHERE id = $1");
    OF_AGENCY = concat!("SELECT ", columns!(), " FROM data_complaint WHERE agency_id = $1", access::seen!("family_id", "$2", "$3", "$4"), "ORDER BY recorded_at DESC, id DESC LIMIT 500");
    OF_CASE = concat!("SELECT ", columns!(), " FROM data_complaint WHERE case_id = $1 ORDER BY recorded_at DESC, id DESC");
    ACKNOWLEDGE = "UPDATE data_complaint SET acknowledged_at = $3, acknowledged_by = $4, acknowledged_how = $5, version = version + 1
                   WHERE id = $1 AND version = $2 AND acknowledged_at IS NULL";
    CLOSE = "UPDATE data_complaint SET outcome = $3, outcome_words = $4, closed_at = $5, closed_by = $6, version = version + 1
             WHERE id = $1 AND version = $2 AND closed_at IS NULL";
}

const COMPLAINANT: Column = Column::new("data_complaint.complainant");
const WORDS: Column = Column::new("data_complaint.words");
const ACKNOWLEDGED_HOW: Column = Column::new("data_complaint.acknowledged_how");
const OUTCOME_WORDS: Column = Column::new("data_complaint.outcome_words");

/// Adds a complaint. Whoever calls holds a grant to make one.
pub(crate) fn insert(act: &Act<'_>, c: &Complaint) -> Result<()> {
    let keys: &Keys = act.keys();
    let params: [Value; 11] = [
        c.id.into(),
        c.agency.into(),
        c.family.into(),
        c.case.into(),
        (&c.reference).into(),
        keys.seal(COMPLAINANT, c.id, &c.complainant)?.into(),
        keys.seal(WORDS, c.id, &c.words)?.into(),
        c.received.into(),
        c.recorded.into(),
        c.recorded_by.into(),
        (&c.recorded_role).into(),
    ];
    act.execute(INSERT, &params).map(|_| ())
}

fn read(look: &Look<'_>, row: &Row) -> Result<Complaint> {
    let id = row.get(0)?;
    let opened = |column, at| look.opened(column, id, row, at);
    Ok(Complaint {
        id,
        agency: row.get(1)?,
        family: row.get(2)?,
        case: row.get(3)?,
        reference: row.get(4)?,
        complainant: opened(COMPLAINANT, 5)?,
        words: opened(WORDS, 6)?,
        received: row.get(7)?,
        recorded: row.get(8)?,
        recorded_by: row.get(9)?,
        recorded_role: row.get(10)?,
        acknowledged: row.get(11)?,
        acknowledged_by: row.get(12)?,
        acknowledged_how: opened(ACKNOWLEDGED_HOW, 13)?,
        outcome: row.code_opt(14, Outcome::stored)?,
        outcome_words: opened(OUTCOME_WORDS, 15)?,
        closed: row.get(16)?,
        closed_by: row.get(17)?,
        version: row.get(18)?,
    })
}

/// The complaint of a grant.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<DataComplaint>>) -> Result<Complaint> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// The complaints to an agency, newest first: 500 at most.
pub fn of_agency(look: &Look<'_>, grant: &Grant<HandleDataComplaints, InAgency>) -> Result<Vec<Complaint>> {
    grant.list(look, "data-complaint", OF_AGENCY, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The complaints about a case, newest first.
pub fn of_case(look: &Look<'_>, grant: &Grant<ViewCase, One<kinds::Case>>) -> Result<Vec<Complaint>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The complaint that was just made, to give it back.
pub(crate) fn made(act: &Act<'_>, id: Id<DataComplaint>) -> Result<Complaint> {
    load(act, &act.one::<MakeDataComplaint, DataComplaint>(id)?)
}

/// Writes the acknowledgement.
pub(crate) fn acknowledge(
    act: &Act<'_>,
    grant: &Grant<HandleDataComplaints, One<DataComplaint>>,
    version: i64,
    how: &str,
) -> Result<()> {
    let how = act.seal(ACKNOWLEDGED_HOW, grant.id(), how)?;
    grant.change(act, ACKNOWLEDGE, &[version.into(), act.now().into(), act.actor().account().into(), how])
}

/// Writes what came of it.
pub(crate) fn close(
    act: &Act<'_>,
    grant: &Grant<HandleDataComplaints, One<DataComplaint>>,
    version: i64,
    outcome: Outcome,
    words: &str,
) -> Result<()> {
    let words = act.seal(OUTCOME_WORDS, grant.id(), words)?;
    let params =
        [version.into(), outcome.code().into(), words, act.now().into(), act.actor().account().into()];
    grant.change(act, CLOSE, &params)
}
