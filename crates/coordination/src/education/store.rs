//! Children's schooling in the database. Lists of an agency leave out families that are sealed.

use ::store::{Column, Keys, Row, Value, statements};
use access::{Act, Action, Grant, InAgency, Look, One, actions::ViewEducation, seen};
use casework::{cases::store::Case as Whole, chronology::model::Standing};
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Case},
};
use page::{Cursor, Rows};

use super::model::{Event, EventKind, Schooling};

/// The columns of a schooling, in the order of [`values`].
pub const COLUMNS: &str = "case_id, agency_id, family_id, review_on, content, saved_at, saved_by, version";
/// The columns of an event, in the order of [`event_values`].
pub const EVENT_COLUMNS: &str = "id, agency_id, family_id, case_id, kind, on_day, half_days, minutes, words, status, added_at, added_by, version";

statements! {
    OF_CASE = "SELECT content, saved_at, saved_by, version FROM education WHERE case_id = $1";
    FIRST = "INSERT INTO education (case_id, agency_id, family_id, review_on, content, saved_at, saved_by, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (case_id) DO NOTHING";
    SAVE = "UPDATE education SET review_on = $3, content = $4, saved_at = $5, saved_by = $6, version = version + 1
            WHERE case_id = $1 AND version = $2";
    ADD = "INSERT INTO education_event (id, agency_id, family_id, case_id, kind, on_day, half_days, minutes, words, status, added_at, added_by, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    EVENTS = "SELECT id, case_id, kind, on_day, half_days, minutes, words, status, added_at, added_by, version FROM education_event
              WHERE case_id = $1 ORDER BY case_id DESC, on_day DESC, id DESC LIMIT 1000";
    EVENT = "SELECT id, case_id, kind, on_day, half_days, minutes, words, status, added_at, added_by, version FROM education_event
             WHERE case_id = $1 AND id = $2";
    STAND = "UPDATE education_event SET status = $4, version = version + 1 WHERE case_id = $1 AND id = $2 AND version = $3";
    REVIEWS = concat!("SELECT e.case_id, e.review_on, c.reference FROM education e JOIN support_case c ON c.id = e.case_id
              WHERE e.agency_id = $1 AND e.review_on IS NOT NULL AND c.status = 'open'
                AND e.review_on >= $2 AND (e.review_on > $2 OR e.case_id > $3)",
              seen!("e.family_id", "$5", "$6", "$7"), "ORDER BY e.review_on, e.case_id LIMIT $4");
    SPENT = "SELECT CAST(COALESCE(sum(minutes), 0) AS BIGINT), CAST(count(DISTINCT case_id) AS BIGINT) FROM education_event
             WHERE agency_id = $1 AND status = 'kept' AND minutes > 0 AND on_day >= $2 AND on_day <= $3";
    FORGET = "UPDATE education SET content = $2 WHERE case_id = $1";
    FORGET_EVENTS = "UPDATE education_event SET words = NULL WHERE case_id = $1";
}

const CONTENT: Column = Column::new("education.content");
const WORDS: Column = Column::new("education_event.words");

/// A child's schooling as it was saved.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// What is so.
    pub schooling: Schooling,
    /// Since when we know.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// The values of a schooling, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, case: &Whole, s: &Saved) -> Result<Vec<Value>> {
    let text = serde_json::to_string(&s.schooling).map_err(|e| Error::internal("a child's schooling", e))?;
    Ok(vec![
        case.id.into(),
        case.agency.into(),
        case.family.into(),
        s.schooling.next_review().into(),
        keys.seal(CONTENT, case.id, &text)?.into(),
        s.at.into(),
        s.by.into(),
        s.version.into(),
    ])
}

/// The values of an event, for [`EVENT_COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn event_values(keys: &Keys, case: &Whole, e: &Event) -> Result<Vec<Value>> {
    let words = if e.words.is_empty() { Value::Null } else { keys.seal(WORDS, e.id, &e.words)?.into() };
    Ok(vec![
        e.id.into(),
        case.agency.into(),
        case.family.into(),
        case.id.into(),
        e.kind.code().into(),
        e.on.into(),
        e.half_days.into(),
        e.minutes.into(),
        words,
        e.standing.code().into(),
        e.added.into(),
        e.by.into(),
        e.version.into(),
    ])
}

/// A child's schooling, once something was saved.
///
/// # Errors
/// Those of the store.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Option<Saved>> {
    let rows = grant.rows(look, OF_CASE, &[])?;
    let read = |row: &Row| {
        let schooling = look.opened_json(CONTENT, grant.id(), row, 0)?.unwrap_or_default();
        Ok(Saved { schooling, at: row.get(1)?, by: row.get(2)?, version: row.get(3)? })
    };
    rows.first().map(read).transpose()
}

/// Saves a schooling over the version that it is based on; the first one is based on 0.
///
/// # Errors
/// `Stale` when somebody saved it since.
pub(super) fn save<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    case: &Whole,
    based_on: i64,
    s: &Saved,
) -> Result<()> {
    let mut values = values(act.keys(), case, s)?;
    if based_on == 0 {
        return match act.execute(FIRST, &values)? {
            1 => Ok(()),
            // Somebody else was first.
            _ => Err(Error::Stale),
        };
    }
    // Case, agency and family stay; so does the version, which the statement counts up.
    values.truncate(7);
    let rest = [vec![based_on.into()], values.split_off(3)].concat();
    grant.change(act, SAVE, &rest)
}

/// Writes down what happened. The caller holds the case's grant.
pub(super) fn add(act: &Act<'_>, case: &Whole, e: &Event) -> Result<()> {
    act.execute(ADD, &event_values(act.keys(), case, e)?).map(drop)
}

/// What happened, the newest first: 1,000 at most, those that were taken out among them.
///
/// # Errors
/// Those of the store.
pub fn events<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Event>> {
    grant.rows(look, EVENTS, &[])?.iter().map(|row| read(look, row)).collect()
}

/// One of them.
///
/// # Errors
/// `NotFound` when the case has none such.
pub(super) fn event<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>, id: Id<()>) -> Result<Event> {
    read(look, &grant.row(look, EVENT, &[id.into()])?)
}

pub(super) fn stand<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Case>>,
    based_on: i64,
    id: Id<()>,
    standing: Standing,
) -> Result<()> {
    grant.change(act, STAND, &[id.into(), based_on.into(), standing.code().into()])
}

/// A review that is to come, or is overdue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Of whose plan.
    pub case: Id<Case>,
    /// On which day.
    pub on: Date,
    /// What people quote.
    pub reference: String,
}

/// One page of the reviews of an agency's open cases, the first to come first; all when `rows` is `None`.
///
/// # Errors
/// Those of the store.
pub fn reviews(
    look: &Look<'_>,
    grant: &Grant<ViewEducation, InAgency>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Review>> {
    let [day, id] = crate::words::after_day(after);
    let limit = rows.map_or(i64::MAX, |n| n as i64 + 1);
    let found = grant.list(look, "education", REVIEWS, &[day, id, limit.into()])?;
    let read = |row: &Row| Ok(Review { case: row.get(0)?, on: row.get(1)?, reference: row.get(2)? });
    let items = found.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(items, rows, |r| crate::words::at_day(r.on, r.case.cast())))
}

/// Minutes that an agency's workers spent on advocacy between two days, both included, and for how many children.
///
/// # Errors
/// Those of the store.
pub fn spent<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    from: Date,
    to: Date,
) -> Result<(i64, i64)> {
    match grant.totals(look, SPENT, &[from.into(), to.into()])?.first() {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, 0)),
    }
}

/// Takes away every word about a child's schooling. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    Ok(act.execute(FORGET, &[case.into(), Value::Bytes(Vec::new())])?
        + act.execute(FORGET_EVENTS, &[case.into()])?)
}

fn read(look: &Look<'_>, row: &Row) -> Result<Event> {
    let id = row.get(0)?;
    Ok(Event {
        id,
        case: row.get(1)?,
        kind: row.code(2, EventKind::stored)?,
        on: row.get(3)?,
        half_days: row.get(4)?,
        minutes: row.get(5)?,
        words: look.opened(WORDS, id, row, 6)?,
        standing: row.code(7, Standing::stored)?,
        added: row.get(8)?,
        by: row.get(9)?,
        version: row.get(10)?,
    })
}
