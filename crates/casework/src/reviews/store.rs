//! Reviews in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One, accounts,
    actions::{AskReview, HoldReview, ListReviews},
    members,
};
use kernel::{
    Id, PromiseKind, PromiseState, Reference, Result, Timestamp,
    kinds::{self, Account, Case, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Column, Keys, Row, Value, statements};

use super::model::{AskedAs, Held, Review, ReviewState};

macro_rules! columns {
    () => {
        "r.id, r.case_id, r.asked_at, r.asked_by, r.asked_as, r.why, r.plan_number, r.status, r.due_at, r.settled_at, r.settled_by, \
         r.held_on, r.present, r.changed, r.child_said, r.next_on, r.declined_why, r.version"
    };
}

statements! {
    INSERT = "INSERT INTO plan_review (id, agency_id, case_id, asked_at, asked_by, asked_as, why, plan_number, status, due_at, settled_at,
                settled_by, held_on, present, changed, child_said, next_on, declined_why, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    ONE = concat!("SELECT ", columns!(), " FROM plan_review r WHERE r.case_id = $1 AND r.id = $2");
    OF_CASE = concat!("SELECT ", columns!(), " FROM plan_review r WHERE r.case_id = $1 ORDER BY r.case_id DESC, r.asked_at DESC, r.id DESC LIMIT 100");
    OPEN_OF_CASE = concat!("SELECT ", columns!(), " FROM plan_review r WHERE r.case_id = $1 AND r.status = 'asked' ORDER BY r.id LIMIT 50");
    HOLD = "UPDATE plan_review SET status = 'held', settled_at = $3, settled_by = $4, held_on = $5, present = $6, changed = $7,
              child_said = $8, next_on = $9, version = version + 1 WHERE id = $1 AND version = $2 AND status = 'asked'";
    DECLINE = "UPDATE plan_review SET status = 'declined', settled_at = $3, settled_by = $4, declined_why = $5, version = version + 1
               WHERE id = $1 AND version = $2 AND status = 'asked'";
    DUE = concat!("SELECT p.id, p.kind, p.made_at, p.due_at, p.case_id, c.reference, c.coordinator_id, worker.name
        FROM promise p JOIN support_case c ON c.id = p.case_id LEFT JOIN account worker ON worker.id = c.coordinator_id
        WHERE p.agency_id = $1 AND p.kept_at IS NULL AND p.withdrawn_at IS NULL AND p.kind IN ('plan-review', 'review-asked')
          AND p.due_at >= $2 AND (p.due_at > $2 OR p.id > $3)",
        access::seen_case!("p.case_id", "$5", "$6", "$7"), "ORDER BY p.due_at, p.id LIMIT $4");
    SETTLED = concat!("SELECT r.id, r.status, r.asked_as, r.due_at, r.case_id, c.reference, r.settled_by, worker.name, r.settled_at, r.held_on, r.next_on
        FROM plan_review r JOIN support_case c ON c.id = r.case_id LEFT JOIN account worker ON worker.id = r.settled_by
        WHERE r.agency_id = $1 AND r.settled_at IS NOT NULL AND r.settled_at <= $2 AND (r.settled_at < $2 OR r.id < $3)",
        access::seen!("c.family_id", "$5", "$6", "$7"), "ORDER BY r.settled_at DESC, r.id DESC LIMIT $4");
}

/// The columns that a review fills, in order: see [`values`].
pub const COLUMNS: &str = "id, agency_id, case_id, asked_at, asked_by, asked_as, why, plan_number, status, due_at, settled_at, \
    settled_by, held_on, present, changed, child_said, next_on, declined_why, version";

const WHY: Column = Column::new("plan_review.why");
const PRESENT: Column = Column::new("plan_review.present");
const CHANGED: Column = Column::new("plan_review.changed");
const CHILD_SAID: Column = Column::new("plan_review.child_said");
const DECLINED_WHY: Column = Column::new("plan_review.declined_why");

/// The values of one review, for [`COLUMNS`].
///
/// # Errors
/// Those of sealing.
pub fn values(keys: &Keys, agency: Id<Organisation>, r: &Review) -> Result<Vec<Value>> {
    let sealed = |column, text: &str| -> Result<Value> {
        Ok(if text.is_empty() { Value::Null } else { keys.seal(column, r.id, text)?.into() })
    };
    let held = |text: fn(&Held) -> &str| r.held.as_ref().map(text).unwrap_or_default();
    Ok(vec![
        r.id.into(),
        agency.into(),
        r.case.into(),
        r.asked.into(),
        r.asked_by.into(),
        r.asked_as.code().into(),
        sealed(WHY, &r.why)?,
        r.plan_number.into(),
        r.state.code().into(),
        r.due.into(),
        r.settled.into(),
        r.settled_by.into(),
        r.held.as_ref().map(|h| h.on).into(),
        sealed(PRESENT, held(|h| &h.present))?,
        sealed(CHANGED, held(|h| &h.changed))?,
        sealed(CHILD_SAID, held(|h| &h.child_said))?,
        r.held.as_ref().map(|h| h.next).into(),
        sealed(DECLINED_WHY, &r.declined_why)?,
        r.version.into(),
    ])
}

/// Writes a review down. Whoever calls holds the grant of its case.
pub(crate) fn insert(act: &Act<'_>, agency: Id<Organisation>, r: &Review) -> Result<()> {
    act.execute(INSERT, &values(act.keys(), agency, r)?).map(|_| ())
}

fn read(look: &Look<'_>, row: &Row) -> Result<Review> {
    let id = row.get(0)?;
    let open = |column, at| match row.get::<Option<Vec<u8>>>(at)? {
        Some(sealed) if !sealed.is_empty() => look.open(column, id, &sealed),
        _ => Ok::<_, kernel::Error>(String::new()),
    };
    let held = match (row.get(11)?, row.get(15)?) {
        (Some(on), Some(next)) => Some(Held {
            on,
            present: open(PRESENT, 12)?,
            changed: open(CHANGED, 13)?,
            child_said: open(CHILD_SAID, 14)?,
            next,
        }),
        _ => None,
    };
    Ok(Review {
        id,
        case: row.get(1)?,
        asked: row.get(2)?,
        asked_by: row.get(3)?,
        asked_as: row.code(4, AskedAs::stored)?,
        why: open(WHY, 5)?,
        plan_number: row.get(6)?,
        state: row.code(7, ReviewState::stored)?,
        due: row.get(8)?,
        settled: row.get(9)?,
        settled_by: row.get(10)?,
        held,
        declined_why: open(DECLINED_WHY, 16)?,
        version: row.get(17)?,
    })
}

/// The reviews of a case, the newest first, as workers read them: 100 at most.
pub fn of_case(look: &Look<'_>, grant: &Grant<ListReviews, One<Case>>) -> Result<Vec<Review>> {
    grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// The same as a member of the family or the young person reads them: their own requests as a whole, what came of others'
/// without who asked and why, and what the child said for the young person alone.
pub fn own(look: &Look<'_>, grant: &Grant<AskReview, One<Case>>) -> Result<Vec<Review>> {
    let me = look.actor().account();
    let young = look.actor().person().is_some();
    let all: Result<Vec<Review>> =
        grant.rows(look, OF_CASE, &[])?.iter().map(|row| read(look, row)).collect();
    let for_me = |mut r: Review| {
        if !young && let Some(held) = &mut r.held {
            held.child_said.clear();
        }
        if r.asked_by.is_some() && r.asked_by == me {
            return Some(r);
        }
        r.why.clear();
        (r.asked_by, r.asked_as) = (None, AskedAs::Worker);
        (r.state == ReviewState::Held).then_some(r)
    };
    Ok(all?.into_iter().filter_map(for_me).collect())
}

/// The requests of a case that wait.
pub(crate) fn waiting_of_case<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Case>>,
) -> Result<Vec<Review>> {
    grant.rows(look, OPEN_OF_CASE, &[])?.iter().map(|row| read(look, row)).collect()
}

/// One review of a case.
///
/// # Errors
/// `NotFound` for another case's.
pub(crate) fn one(
    look: &Look<'_>,
    grant: &Grant<HoldReview, One<Case>>,
    id: Id<members::Review>,
) -> Result<Review> {
    read(look, &grant.row(look, ONE, &[id.into()])?)
}

/// Writes that a request was answered by a review that was held.
pub(crate) fn hold(act: &Act<'_>, r: &Review, held: &Held) -> Result<()> {
    let params = [
        r.id.into(),
        r.version.into(),
        act.now().into(),
        act.actor().account().into(),
        held.on.into(),
        act.seal(PRESENT, r.id, &held.present)?,
        act.seal(CHANGED, r.id, &held.changed)?,
        act.seal(CHILD_SAID, r.id, &held.child_said)?,
        held.next.into(),
    ];
    act.change(HOLD, &params)
}

/// Writes why a request was declined.
pub(crate) fn decline(act: &Act<'_>, r: &Review, version: i64, why: &str) -> Result<()> {
    let params = [
        r.id.into(),
        version.into(),
        act.now().into(),
        act.actor().account().into(),
        act.seal(DECLINED_WHY, r.id, why)?,
    ];
    act.change(DECLINE, &params)
}

/// A review that is due, as the agency's list shows it: a promise that is not kept.
#[derive(Debug, Clone)]
pub struct Due {
    /// The promise.
    pub promise: Id<kinds::Promise>,
    /// Whether somebody asked for it.
    pub asked: bool,
    /// By when.
    pub due: Timestamp,
    /// How it stands.
    pub state: PromiseState,
    /// The case.
    pub case: Id<Case>,
    /// The case's reference.
    pub reference: Reference,
    /// Who coordinates it; empty for nobody.
    pub coordinator: String,
}

/// One page of the agency's reviews that are due, the soonest first: the late ones lead.
pub fn due(
    look: &Look<'_>,
    grant: &Grant<ListReviews, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Due>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let rows = grant.list(look, "promise", DUE, &[key, id, (PAGE_ROWS as i64 + 1).into()])?;
    let found: Result<Vec<Due>> = rows
        .iter()
        .map(|row| {
            let (made, due) = (row.get(2)?, row.get(3)?);
            let coordinator = row.get(6)?;
            Ok(Due {
                promise: row.get(0)?,
                asked: row.code(1, PromiseKind::stored)? == PromiseKind::ReviewAsked,
                due,
                state: PromiseState::at(look.now(), made, due, None, false),
                case: row.get(4)?,
                reference: row.get(5)?,
                coordinator: accounts::joined_name(look, coordinator, row, 7)?,
            })
        })
        .collect();
    Ok(Rows::cut(found?, |d| Cursor::at(d.due, d.promise.cast())))
}

/// A review that was held or declined, as the agency's list shows it.
#[derive(Debug, Clone)]
pub struct Settled {
    /// The review.
    pub id: Id<members::Review>,
    /// Held or declined.
    pub state: ReviewState,
    /// Who asked for it.
    pub asked_as: AskedAs,
    /// By when it was promised.
    pub due: Timestamp,
    /// The case.
    pub case: Id<Case>,
    /// The case's reference.
    pub reference: Reference,
    /// Who recorded it.
    pub by: Option<Id<Account>>,
    /// Their name; empty for another system.
    pub by_name: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// The day on which it was held.
    pub held_on: Option<kernel::Date>,
    /// When the plan is looked at next.
    pub next: Option<kernel::Date>,
}

impl Settled {
    /// Whether it came after the day that was promised. A day counts to its end.
    pub fn is_late(&self) -> bool {
        match self.held_on {
            Some(on) => on > kernel::local_date(self.due),
            None => self.at > self.due,
        }
    }
}

/// One page of the agency's reviews that were held or declined, the newest first.
pub fn settled(
    look: &Look<'_>,
    grant: &Grant<ListReviews, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Settled>> {
    let [key, id, limit] = Cursor::window(after, Some(PAGE_ROWS));
    let rows = grant.list(look, "plan-review", SETTLED, &[key, id, limit])?;
    let found: Result<Vec<Settled>> = rows
        .iter()
        .map(|row| {
            let by = row.get(6)?;
            Ok(Settled {
                id: row.get(0)?,
                state: row.code(1, ReviewState::stored)?,
                asked_as: row.code(2, AskedAs::stored)?,
                due: row.get(3)?,
                case: row.get(4)?,
                reference: row.get(5)?,
                by,
                by_name: accounts::joined_name(look, by, row, 7)?,
                at: row.get(8)?,
                held_on: row.get(9)?,
                next: row.get(10)?,
            })
        })
        .collect();
    Ok(Rows::cut(found?, |s| Cursor::at(s.at, s.id.cast())))
}
