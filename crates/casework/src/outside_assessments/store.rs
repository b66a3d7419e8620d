//! Assessments by others in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One, Protected,
    actions::{SignAssessment, ViewAssessment},
    assessing::OutsideAssessment,
    seen,
};
use kernel::{
    Date, Error, Id, Reference, Result, Timestamp,
    kinds::{self, Account, Case, Organisation},
};
use page::{Cursor, Rows};
use store::{Column, Row, Value, statements};

use super::model::{Found, State};

macro_rules! columns {
    () => {
        "o.id, o.agency_id, o.case_id, o.status, o.content, o.done_on, o.entered_at, o.entered_by, o.decided_at, o.decided_by, o.words, \
         o.assessment_id, o.version"
    };
}

statements! {
    ADD = "INSERT INTO outside_assessment (id, agency_id, case_id, status, content, done_on, entered_at, entered_by, decided_at, decided_by, words,
             assessment_id, version) VALUES ($1, $2, $3, 'entered', $4, $5, $6, $7, NULL, NULL, NULL, NULL, 1)";
    LOAD = concat!("SELECT ", columns!(), " FROM outside_assessment o WHERE o.id = $1");
    OF_CASE = concat!("SELECT ", columns!(), " FROM outside_assessment o WHERE o.case_id = $1 ORDER BY o.entered_at DESC, o.id DESC LIMIT 200");
    BECAME = concat!("SELECT ", columns!(), " FROM outside_assessment o WHERE o.assessment_id = $1");
    LIST = concat!("SELECT ", columns!(), ", c.reference FROM outside_assessment o JOIN support_case c ON c.id = o.case_id
            WHERE o.agency_id = $1 AND o.status = $5 AND o.entered_at <= $2 AND (o.entered_at < $2 OR o.id < $3)",
            seen!("c.family_id", "$6", "$7", "$8"), "ORDER BY o.entered_at DESC, o.id DESC LIMIT $4");
    DECIDE = "UPDATE outside_assessment SET status = $3, decided_at = $4, decided_by = $5, words = $6, assessment_id = $7, version = version + 1
              WHERE id = $1 AND version = $2 AND status = 'entered'";
    COUNTS = concat!("SELECT count(*), CAST(COALESCE(sum(CASE WHEN EXISTS (SELECT 1 FROM assessment a WHERE a.case_id = o.case_id
              AND a.status = 'complete' AND a.id <> o.assessment_id AND a.completed_at > o.decided_at AND a.completed_at < o.decided_at + $2)
              THEN 1 ELSE 0 END), 0) AS BIGINT)
            FROM outside_assessment o JOIN support_case c ON c.id = o.case_id
            WHERE o.agency_id = $1 AND o.status = 'endorsed'", seen!("c.family_id", "$3", "$4", "$5"));
    FORGET = "UPDATE outside_assessment SET content = $2, words = NULL WHERE case_id = $1";
}

const CONTENT: Column = Column::new("outside_assessment.content");
const WORDS: Column = Column::new("outside_assessment.words");

/// Within how long a second assessment is doubled work, in microseconds: a year of 365 days.
const YEAR: i64 = 365 * 24 * 3_600 * 1_000_000;

/// An assessment that somebody else completed.
#[derive(Debug, Clone, PartialEq)]
pub struct Outside {
    /// Its id.
    pub id: Id<OutsideAssessment>,
    /// Whose record it is.
    pub agency: Id<Organisation>,
    /// The case.
    pub case: Id<Case>,
    /// Where it stands.
    pub state: State,
    /// What was found; none once it was forgotten.
    pub found: Option<Found>,
    /// On which day it was complete.
    pub on: Date,
    /// When it was entered.
    pub entered: Timestamp,
    /// By whom.
    pub entered_by: Option<Id<Account>>,
    /// When a manager decided.
    pub decided: Option<Timestamp>,
    /// Who.
    pub decided_by: Option<Id<Account>>,
    /// What is missing, where it was sent back.
    pub words: String,
    /// The assessment of the case that it became.
    pub became: Option<Id<kinds::Assessment>>,
    /// The version that a change is based on.
    pub version: i64,
}

fn read(look: &Look<'_>, row: &Row) -> Result<Outside> {
    let id: Id<OutsideAssessment> = row.get(0)?;
    Ok(Outside {
        id,
        agency: row.get(1)?,
        case: row.get(2)?,
        state: row.code(3, State::stored)?,
        found: look.opened_json(CONTENT, id, row, 4)?,
        on: row.get(5)?,
        entered: row.get(6)?,
        entered_by: row.get(7)?,
        decided: row.get(8)?,
        decided_by: row.get(9)?,
        words: look.opened(WORDS, id, row, 10)?,
        became: row.get(11)?,
        version: row.get(12)?,
    })
}

/// Writes a new one. Whoever calls holds the case's grant.
pub(super) fn add(act: &Act<'_>, o: &Outside, found: &Found) -> Result<()> {
    let text = serde_json::to_string(found).map_err(|e| Error::internal("an assessment by others", e))?;
    let params = [
        o.id.into(),
        o.agency.into(),
        o.case.into(),
        act.seal(CONTENT, o.id, &text)?,
        o.on.into(),
        o.entered.into(),
        o.entered_by.into(),
    ];
    act.execute(ADD, &params).map(drop)
}

/// The one of a grant, whatever the grant is for.
///
/// # Errors
/// Those of the store.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<OutsideAssessment>>) -> Result<Outside> {
    read(look, &grant.row(look, LOAD, &[])?)
}

/// Those of a case, newest first: 200 at most.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Outside>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The one that became an assessment. Whoever calls holds the assessment's grant.
///
/// # Errors
/// Those of the store.
pub fn behind<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<kinds::Assessment>>,
) -> Result<Option<Outside>> {
    grant.rows(look, BECAME, &[])?.first().map(|row| read(look, row)).transpose()
}

/// One page of an agency's, newest first, with what people quote of the case; all when `rows` is `None`.
///
/// # Errors
/// Those of the store.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ViewAssessment, InAgency>,
    state: State,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<(Outside, Reference)>> {
    let mut params = Cursor::window(after, rows).to_vec();
    params.push(state.code().into());
    let found = grant.list(look, "outside-assessment", LIST, &params)?;
    let items: Vec<(Outside, Reference)> =
        found.iter().map(|row| Ok((read(look, row)?, row.get(13)?))).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |(o, _)| Cursor::at(o.entered, o.id.cast())))
}

/// How many were endorsed, and after how many of them the agency assessed the child again within a year: doubled work.
///
/// # Errors
/// Those of the store.
pub fn doubled(look: &Look<'_>, grant: &Grant<ViewAssessment, InAgency>) -> Result<(i64, i64)> {
    match grant.rows(look, "outside-assessment", COUNTS, &[YEAR.into()])?.first() {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, 0)),
    }
}

/// Writes a manager's decision over the version that was read.
pub(super) fn decide(
    act: &Act<'_>,
    grant: &Grant<SignAssessment, One<OutsideAssessment>>,
    (version, state, words): (i64, State, &str),
    became: Option<Id<kinds::Assessment>>,
) -> Result<()> {
    let params: [Value; 6] = [
        version.into(),
        state.code().into(),
        act.now().into(),
        act.actor().answerable().into(),
        act.seal_unless_empty(WORDS, grant.id(), words)?,
        became.into(),
    ];
    grant.change(act, DECIDE, &params)
}

/// Forgets what others found in a case that is destroyed. Gives how many rows were touched.
pub(crate) fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])
}
