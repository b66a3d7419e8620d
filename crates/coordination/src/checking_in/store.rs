//! Checking in, in the database. The list of an agency leaves out sealed families.

use ::store::{Read, Row, Value, Write, statements};
use access::{Act, Action, Grant, InAgency, Look, One, accounts, seen};
use kernel::{
    Calendar, Date, Id, Reference, Result, Timestamp,
    kinds::{Account, Case},
};
use page::{Cursor, PAGE_ROWS, Rows};

use super::model::{Contact, Often};
use crate::life_stages::store::Whose;

statements! {
    OF_CASE = "SELECT case_id, often, said, by_family, last_on, next_on, version FROM checking_in WHERE case_id = $1";
    OF_CASES = "SELECT case_id, often, said, by_family, last_on, next_on, version FROM checking_in WHERE case_id >= $1 AND case_id <= $2";
    PUT = "INSERT INTO checking_in (case_id, agency_id, family_id, often, said, by_family, last_on, next_on, next_at, changed_at, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
           ON CONFLICT (case_id) DO UPDATE SET often = excluded.often, said = excluded.said, by_family = excluded.by_family,
             last_on = excluded.last_on, next_on = excluded.next_on, next_at = excluded.next_at, changed_at = excluded.changed_at,
             version = checking_in.version + 1";
    // The job never writes over what somebody chose meanwhile.
    FIRST = "INSERT INTO checking_in (case_id, agency_id, family_id, often, said, by_family, next_on, next_at, changed_at, version)
             VALUES ($1, $2, $3, 'usual', 0, 0, $4, $5, $6, 1) ON CONFLICT (case_id) DO NOTHING";
    MOVE = "UPDATE checking_in SET next_on = $3, next_at = $4, version = version + 1 WHERE case_id = $1 AND version = $2";
    DUE = concat!("SELECT k.case_id, k.next_at, c.reference, c.status, k.often, k.last_on, k.next_on, c.coordinator_id, worker.name
            FROM checking_in k JOIN support_case c ON c.id = k.case_id LEFT JOIN account worker ON worker.id = c.coordinator_id
            WHERE k.agency_id = $1 AND k.next_at IS NOT NULL AND (k.said = 1 OR c.status = 'open') AND k.next_at <= $2 AND k.next_at >= $3 AND (k.next_at > $3 OR k.case_id > $4)",
            seen!("k.family_id", "$6", "$7", "$8"), "ORDER BY k.next_at, k.case_id LIMIT $5");
    MINE = concat!("SELECT k.case_id, k.next_at, c.reference, c.status, k.often, k.last_on, k.next_on, c.coordinator_id, worker.name
            FROM checking_in k JOIN support_case c ON c.id = k.case_id LEFT JOIN account worker ON worker.id = c.coordinator_id
            WHERE k.agency_id = $1 AND k.next_at IS NOT NULL AND (k.said = 1 OR c.status = 'open') AND k.next_at <= $2 AND k.next_at >= $3 AND (k.next_at > $3 OR k.case_id > $4)
              AND c.coordinator_id = $6",
            seen!("k.family_id", "$7", "$8", "$9"), "ORDER BY k.next_at, k.case_id LIMIT $5");
    ADD = "INSERT INTO check_in (id, agency_id, case_id, on_day, way, reached, at, noted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    HELD = "SELECT on_day, way, reached FROM check_in WHERE case_id = $1 ORDER BY on_day, id";
    FORGET = "DELETE FROM checking_in WHERE case_id = $1";
    FORGET_HELD = "DELETE FROM check_in WHERE case_id = $1";
}

/// The columns of how often, in the order of [`values`].
pub const COLUMNS: &str =
    "case_id, agency_id, family_id, often, said, by_family, last_on, next_on, next_at, changed_at, version";
/// The columns of one time, in the order of [`held_values`].
pub const HELD_COLUMNS: &str = "id, agency_id, case_id, on_day, way, reached, at, noted_by";

/// How often somebody checks in with a family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kept {
    /// The case.
    pub case: Id<Case>,
    /// How often.
    pub often: Often,
    /// Whether somebody chose it. If not, it follows the schedule by itself.
    pub said: bool,
    /// Whether the family chose it itself.
    pub by_family: bool,
    /// When somebody last checked in.
    pub last: Option<Date>,
    /// When next.
    pub next: Option<Date>,
    /// The version that a change is based on.
    pub version: i64,
}

impl Kept {
    /// What was chosen, if somebody chose.
    pub fn chosen(&self) -> Option<Often> {
        self.said.then_some(self.often)
    }
}

fn read(row: &Row) -> Result<Kept> {
    Ok(Kept {
        case: row.get(0)?,
        often: row.code(1, Often::stored)?,
        said: row.get(2)?,
        by_family: row.get(3)?,
        last: row.get(4)?,
        next: row.get(5)?,
        version: row.get(6)?,
    })
}

fn at(day: Option<Date>) -> Option<Timestamp> {
    day.map(|day| Calendar::england().end_of(day))
}

/// How often somebody checks in with the family of a case; none where nobody has worked it out or chosen yet.
pub fn of_case<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Option<Kept>> {
    grant.rows(look, OF_CASE, &[])?.first().map(read).transpose()
}

/// The same of all cases from `first` to `last`: for the job.
pub(crate) fn of_cases(r: &Read<'_>, first: Id<Case>, last: Id<Case>) -> Result<Vec<Kept>> {
    r.query(OF_CASES, &[first.into(), last.into()])?.iter().map(read).collect()
}

/// The values of how often, for [`COLUMNS`].
pub fn values(whose: Whose, kept: &Kept, changed: Timestamp) -> Vec<Value> {
    let mut values = put_values(whose, kept, changed);
    values.push(kept.version.into());
    values
}

fn put_values(whose: Whose, kept: &Kept, changed: Timestamp) -> Vec<Value> {
    vec![
        whose.case.into(),
        whose.agency.into(),
        whose.family.into(),
        kept.often.code().into(),
        kept.said.into(),
        kept.by_family.into(),
        kept.last.into(),
        kept.next.into(),
        at(kept.next).into(),
        changed.into(),
    ]
}

/// Keeps how often, in the place of what was. The caller holds the case's grant.
pub(super) fn put(act: &Act<'_>, whose: Whose, kept: &Kept) -> Result<()> {
    act.execute(PUT, &put_values(whose, kept, act.now())).map(drop)
}

/// Begins the usual schedule of a case, unless somebody chose; false then.
pub(crate) fn begin(w: &Write<'_>, whose: Whose, next: Date, now: Timestamp) -> Result<bool> {
    let params = [
        whose.case.into(),
        whose.agency.into(),
        whose.family.into(),
        next.into(),
        at(Some(next)).into(),
        now.into(),
    ];
    Ok(w.execute(FIRST, &params)? == 1)
}

/// Moves the next time, unless somebody changed it meanwhile; false then.
pub(crate) fn move_to(w: &Write<'_>, kept: &Kept, next: Option<Date>) -> Result<bool> {
    Ok(w.execute(MOVE, &[kept.case.into(), kept.version.into(), next.into(), at(next).into()])? == 1)
}

/// A family to check in with.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    cursor: Cursor,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// Whether the case is open.
    pub open: bool,
    /// How often.
    pub often: Often,
    /// When last.
    pub last: Option<Date>,
    /// When next.
    pub next: Date,
    /// The coordinator's name; empty for none.
    pub coordinator: String,
}

/// One page of the families of an agency to check in with until the end of `until`, the longest due first; all when
/// `rows` is `None`.
pub fn due<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    until: Date,
    mine: bool,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Due>> {
    let [key, id] = after.unwrap_or(Cursor::oldest()).params();
    let limit = rows.map_or(i64::MAX, |n| n as i64 + 1);
    let mut params = vec![at(Some(until)).into(), key, id, limit.into()];
    let sql = match (mine, look.actor().account()) {
        (false, _) => DUE,
        // A machine coordinates nothing.
        (true, None) => return Ok(Rows { items: Vec::new(), next: None }),
        (true, Some(me)) => {
            params.push(me.into());
            MINE
        }
    };
    let read = |row: &Row| {
        Ok(Due {
            cursor: Cursor::of(row, 1, 0)?,
            case: row.get(0)?,
            reference: row.get(2)?,
            open: row.get::<String>(3)? == "open",
            often: row.code(4, Often::stored)?,
            last: row.get(5)?,
            next: row.get(6)?,
            coordinator: accounts::joined_name(look, row.get(7)?, row, 8)?,
        })
    };
    let found = grant.list(look, "check-in", sql, &params)?;
    let items: Vec<Due> = found.iter().map(read).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |d| d.cursor))
}

/// The usual page.
pub fn page<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    until: Date,
    mine: bool,
    after: Option<Cursor>,
) -> Result<Rows<Due>> {
    due(look, grant, until, mine, after, Some(PAGE_ROWS))
}

/// A time that somebody checked in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// On which day.
    pub on: Date,
    /// How.
    pub way: Contact,
    /// Whether the family was reached.
    pub reached: bool,
}

/// Every time that somebody checked in with the family of a case, in order.
pub fn held<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Case>>) -> Result<Vec<Held>> {
    let read =
        |row: &Row| Ok(Held { on: row.get(0)?, way: row.code(1, Contact::stored)?, reached: row.get(2)? });
    grant.rows(look, HELD, &[])?.iter().map(read).collect()
}

/// The values of one time, for [`HELD_COLUMNS`].
pub fn held_values(
    id: Id<()>,
    whose: Whose,
    held: Held,
    noted: Timestamp,
    by: Option<Id<Account>>,
) -> Vec<Value> {
    vec![
        id.into(),
        whose.agency.into(),
        whose.case.into(),
        held.on.into(),
        held.way.code().into(),
        held.reached.into(),
        noted.into(),
        by.into(),
    ]
}

/// Notes a time. The caller holds the case's grant.
pub(super) fn add(act: &Act<'_>, whose: Whose, held: Held) -> Result<()> {
    let values = held_values(Id::new(act.now()), whose, held, act.now(), act.actor().account());
    act.execute(ADD, &values).map(drop)
}

/// Takes away how and when somebody checked in. Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, case: Id<Case>) -> Result<u64> {
    Ok(act.execute(FORGET, &[case.into()])? + act.execute(FORGET_HELD, &[case.into()])?)
}
