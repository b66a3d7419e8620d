//! What other services were asked, in the database. Lists of an agency leave out families that are sealed; totals count them.

use ::store::{Column, Keys, Row, Value, statements};
use access::{Act, Action, Grant, InAgency, Look, One, actions::ViewEducation, seen};
use casework::cases::store::Case as Whole;
use kernel::{Date, Id, Need, Pence, Result, kinds::Case};
use page::{Cursor, Rows};

use super::model::{Ask, State, System};

/// The columns of one, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, family_id, case_id, need, service, system, body, status, asked_on, answered_on, cost, words, answer, \
                           gave, added_at, added_by, version";

macro_rules! columns {
    () => {
        "d.id, d.case_id, d.need, d.service, d.system, d.body, d.status, d.asked_on, d.answered_on, d.cost, d.words, d.answer, d.gave, \
         d.added_at, d.added_by, d.version"
    };
}

statements! {
    ADD = "INSERT INTO duty_ask (id, agency_id, family_id, case_id, need, service, system, body, status, asked_on, answered_on, cost, words,
             answer, gave, added_at, added_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    OF_CASE = concat!("SELECT ", columns!(), " FROM duty_ask d WHERE d.case_id = $1 ORDER BY d.case_id DESC, d.asked_on DESC, d.id DESC LIMIT 500");
    ONE = concat!("SELECT ", columns!(), " FROM duty_ask d WHERE d.case_id = $1 AND d.id = $2");
    SETTLE = "UPDATE duty_ask SET status = $4, answered_on = $5, cost = $6, answer = $7, gave = $8, version = version + 1
              WHERE case_id = $1 AND id = $2 AND version = $3";
    LIST = concat!("SELECT ", columns!(), ", c.reference FROM duty_ask d JOIN support_case c ON c.id = d.case_id
                    WHERE d.agency_id = $1 AND d.status = $2 AND d.asked_on >= $3 AND (d.asked_on > $3 OR d.id > $4)
                      AND (d.status <> 'asked' OR c.status = 'open')",
                   seen!("d.family_id", "$6", "$7", "$8"), "ORDER BY d.asked_on, d.id LIMIT $5");
    TOTALS = "SELECT d.system, d.body, CAST(count(DISTINCT d.case_id) AS BIGINT),
                CAST(count(DISTINCT CASE WHEN d.status IN ('refused', 'unanswered') OR d.cost > 0 THEN d.case_id END) AS BIGINT),
                CAST(count(DISTINCT CASE WHEN d.cost > 0 THEN d.case_id END) AS BIGINT), CAST(sum(d.cost) AS BIGINT)
              FROM duty_ask d WHERE d.agency_id = $1 AND d.asked_on >= $2 AND d.asked_on < $3 GROUP BY d.system, d.body ORDER BY d.system, d.body";
    FORGET = "UPDATE duty_ask SET words = NULL, answer = NULL, gave = NULL WHERE case_id = $1";
}

const WORDS: Column = Column::new("duty_ask.words");
const ANSWER: Column = Column::new("duty_ask.answer");
const GAVE: Column = Column::new("duty_ask.gave");

/// The values of one, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, case: &Whole, a: &Ask) -> Result<Vec<Value>> {
    let text = |column, text: &str| -> Result<Value> {
        if text.is_empty() { Ok(Value::Null) } else { Ok(keys.seal(column, a.id, text)?.into()) }
    };
    Ok(vec![
        a.id.into(),
        case.agency.into(),
        case.family.into(),
        case.id.into(),
        a.need.code().into(),
        (&a.service).into(),
        a.system.code().into(),
        (&a.body).into(),
        a.state.code().into(),
        a.asked.into(),
        a.answered.into(),
        a.cost.into(),
        text(WORDS, &a.words)?,
        text(ANSWER, &a.answer)?,
        text(GAVE, &a.gave)?,
        a.added.into(),
        a.by.into(),
        a.version.into(),
    ])
}

/// Writes down that a service was asked. The caller holds the case's grant.
pub(super) fn add(act: &Act<'_>, case: &Whole, new: &Ask) -> Result<()> {
    act.execute(ADD, &values(act.keys(), case, new)?).map(drop)
}

/// What was asked for a case, the newest first: 500 at most.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Ask>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// One.
///
/// # Errors
/// `NotFound` when the case has none such.
pub(super) fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>, id: Id<()>) -> Result<Ask> {
    read(look, &grant.row(look, ONE, &[id.into()])?)
}

/// Writes what became of it over the version that it is based on.
pub(super) fn settle<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    based_on: i64,
    a: &Ask,
) -> Result<()> {
    let rest = [
        a.id.into(),
        based_on.into(),
        a.state.code().into(),
        a.answered.into(),
        a.cost.into(),
        act.seal_unless_empty(ANSWER, a.id, &a.answer)?,
        act.seal_unless_empty(GAVE, a.id, &a.gave)?,
    ];
    grant.change(act, SETTLE, &rest)
}

/// A line of the agency's list: what was asked, and the case's reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// What was asked.
    pub ask: Ask,
    /// What people quote.
    pub reference: String,
}

/// One page of what an agency's families were asked for in a state, the longest wait first, and nothing of a closed case among what waits,
/// for nobody can answer it any more; all when `rows` is `None`.
///
/// # Errors
/// Those of the store.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ViewEducation, InAgency>,
    state: State,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Listed>> {
    let [day, id] = crate::words::after_day(after);
    let limit = rows.map_or(i64::MAX, |n| n as i64 + 1);
    let found = grant.list(look, "duty-ask", LIST, &[state.code().into(), day, id, limit.into()])?;
    let read = |row: &Row| Ok(Listed { ask: self::read(look, row)?, reference: row.get(16)? });
    let items = found.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(items, rows, |l| crate::words::at_day(l.ask.asked, l.ask.id)))
}

/// What one body was asked for and left to adoption support, within a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Part of which system it is.
    pub system: System,
    /// Its code.
    pub body: String,
    /// Children for whom it was asked.
    pub asked: i64,
    /// Those of them for whom it refused or never answered, or for whom adoption support paid in its place meanwhile.
    pub left: i64,
    /// Those of them for whom adoption support paid.
    pub paid: i64,
    /// What it paid, whatever became of asking.
    pub cost: Pence,
}

/// The totals of an agency by body, of what was asked from a day on and before another. Exact: who shows them protects them first.
///
/// # Errors
/// Those of the store.
pub fn totals<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    from: Date,
    before: Date,
) -> Result<Vec<Total>> {
    let rows = grant.totals(look, TOTALS, &[from.into(), before.into()])?;
    rows.iter()
        .map(|row| {
            Ok(Total {
                system: row.code(0, System::stored)?,
                body: row.get(1)?,
                asked: row.get(2)?,
                left: row.get(3)?,
                paid: row.get(4)?,
                cost: Pence(row.get(5)?),
            })
        })
        .collect()
}

/// Takes away every word about a case. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    act.execute(FORGET, &[case.into()])
}

fn read(look: &Look<'_>, row: &Row) -> Result<Ask> {
    let id = row.get(0)?;
    Ok(Ask {
        id,
        case: row.get(1)?,
        need: row.code(2, Need::stored)?,
        service: row.get(3)?,
        system: row.code(4, System::stored)?,
        body: row.get(5)?,
        state: row.code(6, State::stored)?,
        asked: row.get(7)?,
        answered: row.get(8)?,
        cost: Pence(row.get(9)?),
        words: look.opened(WORDS, id, row, 10)?,
        answer: look.opened(ANSWER, id, row, 11)?,
        gave: look.opened(GAVE, id, row, 12)?,
        added: row.get(13)?,
        by: row.get(14)?,
        version: row.get(15)?,
    })
}
