//! Specialist assessments in the database. An agency's list leaves out families that are sealed; a provider's list holds its own.

use access::{
    Act, Action, Grant, Look, One,
    actions::{AskSpecialist, ViewSpecialist},
    seen,
    specialists::SpecialistAsk,
};
use commissioning::{catalogue::model::Catalogue, orders::model::OrderState};
use kernel::{
    Error, Id, Result,
    kinds::{self, Account, Case, Organisation},
};
use page::{Cursor, Rows};
use store::{Column, Row, Value, planned_once, statements};

use super::model::{Conflict, Specialist, State};

macro_rules! columns {
    () => {
        "s.id, s.agency_id, s.case_id, s.provider_id, s.status, s.goals, s.conflicts, s.chosen_why, s.due_on, s.asked_at, s.asked_by, \
         s.named_at, s.answer, s.report, s.recommends, s.settled_at, s.settled_by, s.version"
    };
}

/// The lists of both sides differ in whose they are: open ones due before `$5`, or all where `$6` is 1.
macro_rules! listing {
    ($theirs:literal $(, $seen:expr)?) => {
        concat!(
            "SELECT ", columns!(), ", c.reference, p.name, a.name FROM specialist_ask s JOIN support_case c ON c.id = s.case_id
               JOIN organisation p ON p.id = s.provider_id JOIN organisation a ON a.id = s.agency_id
             WHERE ", $theirs, " AND s.due_on >= $2 AND (s.due_on > $2 OR s.id > $3) AND s.due_on < $5
               AND (CAST($6 AS BIGINT) = 1 OR s.status IN ('asked', 'accepted'))"
             $(, $seen)?, " ORDER BY s.due_on, s.id LIMIT $4"
        )
    };
}

statements! {
    ADD = "INSERT INTO specialist_ask (id, agency_id, case_id, provider_id, status, goals, conflicts, chosen_why, due_on, asked_at, asked_by,
             named_at, answer, report, recommends, settled_at, settled_by, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, NULL, NULL, NULL, NULL, 1)";
    LOAD = concat!("SELECT ", columns!(), ", c.reference, p.name, a.name FROM specialist_ask s JOIN support_case c ON c.id = s.case_id
                    JOIN organisation p ON p.id = s.provider_id JOIN organisation a ON a.id = s.agency_id WHERE s.id = $1");
    OF_CASE = concat!("SELECT ", columns!(), ", c.reference, p.name, a.name FROM specialist_ask s JOIN support_case c ON c.id = s.case_id
                    JOIN organisation p ON p.id = s.provider_id JOIN organisation a ON a.id = s.agency_id
                    WHERE s.case_id = $1 ORDER BY s.asked_at DESC, s.id DESC LIMIT 200");
    OF_AGENCY = listing!("s.agency_id = $1", seen!("c.family_id", "$7", "$8", "$9"));
    OF_PROVIDER = listing!("s.provider_id = $1");
    LATE = concat!(planned_once!(), "SELECT count(*) FROM (SELECT 1 AS one FROM specialist_ask s JOIN support_case c ON c.id = s.case_id
            WHERE s.agency_id = $1 AND s.due_on < $2 AND s.status IN ('asked', 'accepted')",
            seen!("c.family_id", "$3", "$4", "$5"), "LIMIT 101) AS late");
    STEP = "UPDATE specialist_ask SET status = $3, answer = $4, report = $5, recommends = $6, settled_at = $7, settled_by = $8,
              version = version + 1 WHERE id = $1 AND version = $2";
    NAME = "UPDATE specialist_ask SET named_at = $3, version = version + 1 WHERE id = $1 AND version = $2 AND named_at IS NULL";
    ORDERED = "SELECT o.status FROM purchase_order o JOIN support_case c ON c.family_id = o.family_id WHERE c.id = $1 AND o.provider_id = $2 LIMIT 1000";
    SELLS = "SELECT DISTINCT therapy FROM provider_price WHERE provider_id = $1 LIMIT 200";
    OPEN_IN = "SELECT id FROM specialist_ask WHERE case_id = $1 AND provider_id = $2 AND status IN ('asked', 'accepted') LIMIT 1";
    FORGET = "UPDATE specialist_ask SET goals = $2, chosen_why = NULL, answer = NULL, report = NULL, recommends = NULL WHERE case_id = $1";
}

const GOALS: Column = Column::new("specialist_ask.goals");
const WHY: Column = Column::new("specialist_ask.chosen_why");
const ANSWER: Column = Column::new("specialist_ask.answer");
const REPORT: Column = Column::new("specialist_ask.report");
const RECOMMENDS: Column = Column::new("specialist_ask.recommends");

/// The intervention of the catalogue that an assessment is: selling it alone is no interest in what it recommends.
const ASSESSMENT: &str = "specialist-assessment";

/// A specialist assessment with the names that a list shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// What was asked, and what came of it.
    pub ask: Specialist,
    /// What people quote of the case.
    pub reference: String,
    /// The provider's name.
    pub provider_name: String,
    /// The agency's name.
    pub agency_name: String,
}

/// Which a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// Those that something is waited for.
    Open,
    /// Those of them whose day is over.
    Late,
    /// All.
    All,
}

fn read(look: &Look<'_>, row: &Row) -> Result<Specialist> {
    let id: Id<SpecialistAsk> = row.get(0)?;
    let conflicts: String = row.get(6)?;
    Ok(Specialist {
        id,
        agency: row.get(1)?,
        case: row.get(2)?,
        provider: row.get(3)?,
        state: row.code(4, State::stored)?,
        goals: look.opened(GOALS, id, row, 5)?,
        conflicts: conflicts.split_whitespace().map(Conflict::stored).collect::<Result<_>>()?,
        why: look.opened(WHY, id, row, 7)?,
        due: row.get(8)?,
        asked: row.get(9)?,
        asked_by: row.get(10)?,
        named: row.get(11)?,
        answer: look.opened(ANSWER, id, row, 12)?,
        report: look.opened(REPORT, id, row, 13)?,
        recommends: look.opened(RECOMMENDS, id, row, 14)?,
        settled: row.get(15)?,
        settled_by: row.get(16)?,
        version: row.get(17)?,
    })
}

fn read_listed(look: &Look<'_>, row: &Row) -> Result<Listed> {
    Ok(Listed {
        ask: read(look, row)?,
        reference: row.get(18)?,
        provider_name: row.get(19)?,
        agency_name: row.get(20)?,
    })
}

/// Writes a new one. Whoever calls holds the case's grant.
pub(super) fn add(act: &Act<'_>, s: &Specialist) -> Result<()> {
    let codes: Vec<&str> = s.conflicts.iter().map(|c| c.code()).collect();
    let params = [
        s.id.into(),
        s.agency.into(),
        s.case.into(),
        s.provider.into(),
        s.state.code().into(),
        act.seal(GOALS, s.id, &s.goals)?,
        codes.join(" ").into(),
        act.seal_unless_empty(WHY, s.id, &s.why)?,
        s.due.into(),
        s.asked.into(),
        s.asked_by.into(),
    ];
    act.execute(ADD, &params).map(drop)
}

/// The specialist assessment of a grant, whatever the grant is for.
///
/// # Errors
/// Those of the store.
pub fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<SpecialistAsk>>) -> Result<Listed> {
    read_listed(look, &grant.row(look, LOAD, &[])?)
}

/// Those of a case, newest first: 200 at most.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Listed>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read_listed(look, row)).collect()
}

/// One page of a provider's own, or of the agency's, the soonest due first; all when `rows` is `None`.
///
/// # Errors
/// Those of the store.
pub fn list(look: &Look<'_>, show: Show, after: Option<Cursor>, rows: Option<usize>) -> Result<Rows<Listed>> {
    let [day, id] = crate::words::after_day(after);
    let limit = rows.map_or(i64::MAX, |n| n as i64 + 1);
    let before = match show {
        Show::Late => look.today().to_string(),
        Show::Open | Show::All => "9999-12-31".to_owned(),
    };
    let params: [Value; 5] = [day, id, limit.into(), before.into(), i64::from(show == Show::All).into()];
    let found = match look.actor().provider() {
        Some(_) => look.own::<ViewSpecialist>()?.list(look, "specialist-ask", OF_PROVIDER, &params)?,
        None => look.agency::<ViewSpecialist>()?.list(look, "specialist-ask", OF_AGENCY, &params)?,
    };
    let items = found.iter().map(|row| read_listed(look, row)).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(items, rows, |l| crate::words::at_day(l.ask.due, l.ask.id.cast())))
}

/// How many of the agency's are late: at most 101, which means "more than 100".
///
/// # Errors
/// Those of the store.
pub fn how_many_late(look: &Look<'_>) -> Result<i64> {
    let grant = look.agency::<ViewSpecialist>()?;
    match grant.rows(look, "specialist-ask", LATE, &[look.today().into()])?.first() {
        Some(row) => row.get(0),
        None => Ok(0),
    }
}

/// How the orders of a family with a provider stand, and whether the provider sells anything but assessments.
///
/// # Errors
/// Those of the store.
pub(super) fn interests(
    look: &Look<'_>,
    grant: &Grant<AskSpecialist, One<Case>>,
    provider: Id<Organisation>,
) -> Result<(Vec<OrderState>, bool)> {
    let orders = grant
        .rows(look, ORDERED, &[provider.into()])?
        .iter()
        .map(|row| row.code(0, OrderState::stored))
        .collect::<Result<_>>()?;
    Ok((orders, sells_support(look, provider)?))
}

/// Whether a provider sells anything but assessments. Prices are no personal data.
pub(super) fn sells_support(look: &Look<'_>, provider: Id<Organisation>) -> Result<bool> {
    // What the catalogue does not know any more was something else too.
    let known = Catalogue::shipped()?;
    for row in look.query(SELLS, &[provider.into()])? {
        let therapy: String = row.get(0)?;
        if therapy != ASSESSMENT && known.find(&therapy).is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the provider is asked already and has not reported.
pub(super) fn is_asked(
    look: &Look<'_>,
    grant: &Grant<AskSpecialist, One<Case>>,
    provider: Id<Organisation>,
) -> Result<bool> {
    Ok(!grant.rows(look, OPEN_IN, &[provider.into()])?.is_empty())
}

/// Writes a step over the version that it is based on.
pub(super) fn step<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<SpecialistAsk>>,
    based_on: i64,
    s: &Specialist,
) -> Result<()> {
    let by: Option<Id<Account>> = s.settled_by;
    let params = [
        based_on.into(),
        s.state.code().into(),
        act.seal_unless_empty(ANSWER, s.id, &s.answer)?,
        act.seal_unless_empty(REPORT, s.id, &s.report)?,
        act.seal_unless_empty(RECOMMENDS, s.id, &s.recommends)?,
        s.settled.into(),
        by.into(),
    ];
    grant.change(act, STEP, &params)
}

/// From now on the provider may read who the child is. Whoever calls holds the ground to share it.
pub(super) fn name(
    act: &Act<'_>,
    grant: &Grant<AskSpecialist, One<SpecialistAsk>>,
    based_on: i64,
) -> Result<()> {
    grant.change(act, NAME, &[based_on.into(), act.now().into()])
}

/// Takes away every word about a case. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, case: Id<kinds::Case>) -> Result<u64> {
    act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])
}

/// What a step refuses where the version that was read is not the one that stands.
pub(super) fn same_version(s: &Specialist, version: i64) -> Result<()> {
    if s.version == version { Ok(()) } else { Err(Error::Stale) }
}
