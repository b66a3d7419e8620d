//! Duties and swaps in the database. They are about colleagues, and about no family.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{SwapDuty, ViewRota},
    front_door::{Duty as DutyKind, DutySwap},
};
use kernel::{
    Date, Error, Id, Result, Timestamp,
    kinds::{Account, Organisation},
};
use store::{Row, Value, statements};

use super::model::{Duty, Half, Swap, Swapped, rule};

/// The columns of a duty, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, on_day, half, account_id, made_at, made_by, ended_at, version";

statements! {
    ADD = "INSERT INTO duty (id, agency_id, on_day, half, account_id, made_at, made_by, ended_at, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (agency_id, on_day, half, account_id) WHERE ended_at IS NULL DO NOTHING";
    LOAD = "SELECT id, on_day, half, account_id, ended_at, version FROM duty WHERE id = $1";
    BETWEEN = "SELECT id, on_day, half, account_id, ended_at, version FROM duty
               WHERE agency_id = $1 AND on_day >= $2 AND on_day <= $3 AND ended_at IS NULL ORDER BY on_day, half, id LIMIT 2000";
    THERE = "SELECT 1 FROM duty WHERE agency_id = $1 AND on_day = $2 AND half = $3 AND account_id = $4 AND ended_at IS NULL LIMIT 1";
    END = "UPDATE duty SET ended_at = $3, version = version + 1 WHERE id = $1 AND version = $2 AND ended_at IS NULL";
    GIVE = "UPDATE duty SET account_id = $3, version = version + 1 WHERE id = $1 AND version = $2 AND ended_at IS NULL";
    ASK = "INSERT INTO duty_swap (id, agency_id, duty_id, for_id, from_id, to_id, status, asked_at, answered_at, version)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (duty_id) WHERE status = 'asked' DO NOTHING";
    SWAP = "SELECT id, duty_id, for_id, from_id, to_id, status, version FROM duty_swap WHERE id = $1";
    // What was asked for a day that is over is asked no more.
    OPEN = "SELECT s.id, s.duty_id, s.for_id, s.from_id, s.to_id, s.status, s.version FROM duty_swap s JOIN duty d ON d.id = s.duty_id
            WHERE s.agency_id = $1 AND s.status = 'asked' AND (s.from_id = $2 OR s.to_id = $2) AND d.on_day >= $3
            ORDER BY s.asked_at, s.id LIMIT 100";
    ANSWER = "UPDATE duty_swap SET status = $3, answered_at = $4, version = version + 1 WHERE id = $1 AND version = $2 AND status = 'asked'";
    // A duty that somebody was taken off is asked of nobody any more.
    DROP_OPEN = "UPDATE duty_swap SET status = 'taken-back', answered_at = $2, version = version + 1
                 WHERE status = 'asked' AND (duty_id = $1 OR for_id = $1)";
}

/// The values of a duty, for [`COLUMNS`].
pub fn values(agency: Id<Organisation>, d: &Duty, made: Timestamp, by: Option<Id<Account>>) -> Vec<Value> {
    vec![
        d.id.into(),
        agency.into(),
        d.on.into(),
        d.half.code().into(),
        d.account.into(),
        made.into(),
        by.into(),
        d.ended.into(),
        d.version.into(),
    ]
}

fn read(row: &Row) -> Result<Duty> {
    Ok(Duty {
        id: row.get(0)?,
        on: row.get(1)?,
        half: row.code(2, Half::stored)?,
        account: row.get(3)?,
        ended: row.get(4)?,
        version: row.get(5)?,
    })
}

fn read_swap(row: &Row) -> Result<Swap> {
    Ok(Swap {
        id: row.get(0)?,
        duty: row.get(1)?,
        exchange: row.get(2)?,
        from: row.get(3)?,
        to: row.get(4)?,
        state: row.code(5, Swapped::stored)?,
        version: row.get(6)?,
    })
}

/// Puts somebody on duty; false when they are already.
pub(crate) fn add<A: Action>(act: &Act<'_>, grant: &Grant<A, InAgency>, d: &Duty) -> Result<bool> {
    Ok(act.execute(ADD, &values(grant.agency(), d, act.now(), act.actor().account()))? == 1)
}

/// The duties of an agency from one day to another: 2,000 at most.
pub fn between<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    from: Date,
    to: Date,
) -> Result<Vec<Duty>> {
    grant.list(look, "duty", BETWEEN, &[from.into(), to.into()])?.iter().map(read).collect()
}

/// The duty of a grant.
pub(crate) fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<DutyKind>>) -> Result<Duty> {
    read(&grant.row(look, LOAD, &[])?)
}

/// Takes somebody off, and with it what was asked about it.
pub(crate) fn end<A: Action>(act: &Act<'_>, grant: &Grant<A, One<DutyKind>>, version: i64) -> Result<()> {
    grant.change(act, END, &[version.into(), act.now().into()])?;
    act.execute(DROP_OPEN, &[grant.id().into(), act.now().into()]).map(drop)
}

/// Gives a duty to somebody else.
///
/// # Errors
/// `Refused` (`duty.twice`) when they are on duty at that time already; `Stale`.
pub(crate) fn give(
    act: &Act<'_>,
    grant: &Grant<SwapDuty, One<DutyKind>>,
    duty: &Duty,
    to: Id<Account>,
) -> Result<()> {
    let params = [grant.agency().into(), duty.on.into(), duty.half.code().into(), to.into()];
    if act.opt(THERE, &params)?.is_some() {
        return Err(Error::refused(rule::TWICE, "They are on duty at that time already."));
    }
    grant.change(act, GIVE, &[duty.version.into(), to.into()])
}

/// Keeps what was asked; false when somebody is asked for this duty already.
pub(crate) fn ask(act: &Act<'_>, agency: Id<Organisation>, swap: &Swap) -> Result<bool> {
    let params = [
        swap.id.into(),
        agency.into(),
        swap.duty.into(),
        swap.exchange.into(),
        swap.from.into(),
        swap.to.into(),
        swap.state.code().into(),
        act.now().into(),
        Value::Null,
        swap.version.into(),
    ];
    Ok(act.execute(ASK, &params)? == 1)
}

/// The swap of a grant.
pub(crate) fn load_swap<A: Action>(look: &Look<'_>, grant: &Grant<A, One<DutySwap>>) -> Result<Swap> {
    read_swap(&grant.row(look, SWAP, &[])?)
}

/// What somebody asked and is asked, and was not answered yet: 100 at most.
pub(crate) fn open_swaps(
    look: &Look<'_>,
    grant: &Grant<ViewRota, InAgency>,
    me: Id<Account>,
) -> Result<Vec<Swap>> {
    grant.list(look, "duty-swap", OPEN, &[me.into(), look.today().into()])?.iter().map(read_swap).collect()
}

/// Keeps the answer.
pub(crate) fn answer(
    act: &Act<'_>,
    grant: &Grant<SwapDuty, One<DutySwap>>,
    version: i64,
    state: Swapped,
) -> Result<()> {
    grant.change(act, ANSWER, &[version.into(), state.code().into(), act.now().into()])
}
