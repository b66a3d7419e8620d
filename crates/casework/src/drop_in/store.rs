//! Drop-ins in the database: sessions and their times. Bookings stand in [`bookings`].

pub mod bookings;

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{PublishDropIns, ViewDropIns},
    front_door::DropIn as Kind,
};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Organisation},
};
use page::{Cursor, Rows};
use store::{Row, Sql, Value, statements};

use super::model::{Audience, DropIn, Slot, State, Way, rule};

/// The columns of a session, in the order of [`values`].
pub const COLUMNS: &str = "id, agency_id, way, place, audience, about, starts_at, minutes, slots, places, status, made_at, made_by, version";
/// The columns of a time of a session, in the order of [`slot_values`].
pub const SLOT_COLUMNS: &str = "drop_in_id, slot, places, taken";

macro_rules! reading {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT d.id, d.agency_id, d.way, d.place, d.audience, d.about, d.starts_at, d.minutes, d.slots, d.places, d.status, d.version",
            $more, " FROM drop_in d ", $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO drop_in (id, agency_id, way, place, audience, about, starts_at, minutes, slots, places, status, made_at, made_by, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    INSERT_SLOT = "INSERT INTO drop_in_slot (drop_in_id, slot, places, taken) VALUES ($1, $2, $3, $4)";
    LOAD = reading!("", "WHERE d.id = $1");
    // At most twelve hours long, so that one which began today may still have times ahead.
    AHEAD = reading!(", s.slot, s.places, s.taken", "JOIN drop_in_slot s ON s.drop_in_id = d.id
        WHERE d.agency_id = $1 AND d.status = 'open' AND d.starts_at >= $2 AND d.starts_at < $3 ORDER BY d.starts_at, d.id, s.slot LIMIT 600");
    SLOTS = "SELECT slot, places, taken FROM drop_in_slot WHERE drop_in_id = $1 ORDER BY slot";
    LIST = reading!(", (SELECT CAST(COALESCE(sum(s.taken), 0) AS BIGINT) FROM drop_in_slot s WHERE s.drop_in_id = d.id)",
        "WHERE d.agency_id = $1 AND (d.starts_at, d.id) > ($2, $3) ORDER BY d.starts_at, d.id LIMIT $4");
    BEFORE = reading!(", (SELECT CAST(COALESCE(sum(s.taken), 0) AS BIGINT) FROM drop_in_slot s WHERE s.drop_in_id = d.id)",
        "WHERE d.agency_id = $1 AND d.starts_at < $5 AND (d.starts_at, d.id) < ($2, $3) ORDER BY d.starts_at DESC, d.id DESC LIMIT $4");
    TAKE = "UPDATE drop_in_slot SET taken = taken + 1 WHERE drop_in_id = $1 AND slot = $2 AND taken < places";
    RELEASE = "UPDATE drop_in_slot SET taken = taken - 1 WHERE drop_in_id = $1 AND slot = $2 AND taken > 0";
    CALL_OFF = "UPDATE drop_in SET status = 'called-off', version = version + 1 WHERE id = $1 AND version = $2 AND status = 'open'";
}

/// Every statement of this room, for the test that prepares them all.
pub fn statements() -> Vec<Sql> {
    [ALL, bookings::ALL, super::actions::BOOK_STATEMENTS].concat()
}

/// The values of a session, for [`COLUMNS`].
pub fn values(d: &DropIn, made: Timestamp, by: Option<Id<Account>>) -> Vec<Value> {
    vec![
        d.id.into(),
        d.agency.into(),
        d.way.code().into(),
        (&d.place).into(),
        d.audience.code().into(),
        (&d.about).into(),
        d.starts.into(),
        d.minutes.into(),
        d.slots.into(),
        d.places.into(),
        d.state.code().into(),
        made.into(),
        by.into(),
        d.version.into(),
    ]
}

/// The values of each time of a session, for [`SLOT_COLUMNS`]; `taken` says how many places of one are taken.
pub fn slot_values(d: &DropIn, taken: impl Fn(i64) -> i64) -> Vec<[Value; 4]> {
    (0..d.slots).map(|n| [d.id.into(), n.into(), d.places.into(), taken(n).into()]).collect()
}

fn read(row: &Row) -> Result<DropIn> {
    Ok(DropIn {
        id: row.get(0)?,
        agency: row.get(1)?,
        way: row.code(2, Way::stored)?,
        place: row.get(3)?,
        audience: row.code(4, Audience::stored)?,
        about: row.get(5)?,
        starts: row.get(6)?,
        minutes: row.get(7)?,
        slots: row.get(8)?,
        places: row.get(9)?,
        state: row.code(10, State::stored)?,
        version: row.get(11)?,
    })
}

fn read_slot(row: &Row, first: usize) -> Result<Slot> {
    Ok(Slot { number: row.get(first)?, places: row.get(first + 1)?, taken: row.get(first + 2)? })
}

/// Adds a session with its times. Whoever calls holds the grant to publish.
pub(crate) fn add(act: &Act<'_>, _grant: &Grant<PublishDropIns, InAgency>, d: &DropIn) -> Result<()> {
    act.execute(INSERT, &values(d, act.now(), act.actor().account()))?;
    slot_values(d, |_| 0).iter().try_for_each(|slot| act.execute(INSERT_SLOT, slot).map(drop))
}

/// A session, which anybody may read: it names nobody.
///
/// # Errors
/// `NotFound`.
pub fn public(look: &Look<'_>, id: Id<Kind>) -> Result<DropIn> {
    read(&look.opt(LOAD, &[id.into()])?.ok_or(Error::NotFound)?)
}

/// The session of a grant.
pub(crate) fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<DropIn> {
    read(&grant.row(look, LOAD, &[])?)
}

/// The times of a session, in their order.
pub fn slots(look: &Look<'_>, id: Id<Kind>) -> Result<Vec<Slot>> {
    look.query(SLOTS, &[id.into()])?.iter().map(|row| read_slot(row, 0)).collect()
}

/// An agency's open sessions that have times ahead, until an instant, each with the times that have not begun: public, as
/// they name nobody.
pub fn ahead(
    look: &Look<'_>,
    agency: Id<Organisation>,
    until: Timestamp,
) -> Result<Vec<(DropIn, Vec<Slot>)>> {
    let longest = jiff::SignedDuration::from_mins(super::model::LONGEST);
    let from = look.now().checked_sub(longest).unwrap_or(look.now());
    let mut all: Vec<(DropIn, Vec<Slot>)> = Vec::new();
    for row in look.query(AHEAD, &[agency.into(), from.into(), until.into()])? {
        let (session, slot) = (read(&row)?, read_slot(&row, 12)?);
        if session.slot_starts(slot.number).is_none_or(|starts| starts <= look.now()) {
            continue;
        }
        match all.last_mut().filter(|(last, _)| last.id == session.id) {
            Some((_, slots)) => slots.push(slot),
            None => all.push((session, vec![slot])),
        }
    }
    Ok(all)
}

/// A line of the agency's list: a session, and how many times of it are booked.
pub type Line = (DropIn, i64);

/// One page of an agency's sessions: those from `from` on with the soonest first, or those before it with the newest first.
pub fn list(
    look: &Look<'_>,
    grant: &Grant<ViewDropIns, InAgency>,
    past: bool,
    from: Timestamp,
    after: Option<Cursor>,
) -> Result<Rows<Line>> {
    let limit = page::PAGE_ROWS as i64 + 1;
    let rows = if past {
        let [key, id] = after.unwrap_or(Cursor::newest()).params();
        grant.list(look, "drop-in", BEFORE, &[key, id, limit.into(), from.into()])?
    } else {
        // Just before the first instant, and after every id there.
        let start = Cursor { key: from.as_microsecond() - 1, id: Cursor::newest().id };
        let [key, id] = after.unwrap_or(start).params();
        grant.list(look, "drop-in", LIST, &[key, id, limit.into()])?
    };
    let lines: Result<Vec<Line>> = rows.iter().map(|row| Ok((read(row)?, row.get(12)?))).collect();
    Ok(Rows::cut(lines?, |(d, _)| Cursor::at(d.starts, d.id.cast())))
}

/// Takes a place of a time.
///
/// # Errors
/// `Refused` (`drop-in.full`) when the last one has gone, also when somebody else takes it at the same moment.
pub(crate) fn take(act: &Act<'_>, id: Id<Kind>, slot: i64) -> Result<()> {
    if act.execute(TAKE, &[id.into(), slot.into()])? == 1 {
        return Ok(());
    }
    Err(Error::refused(
        rule::FULL,
        "Somebody else has just taken the last place of this time. Choose another.",
    ))
}

/// Gives a place of a time back.
pub(crate) fn release(act: &Act<'_>, id: Id<Kind>, slot: i64) -> Result<()> {
    act.change(RELEASE, &[id.into(), slot.into()])
}

/// Calls a session off.
///
/// # Errors
/// `Stale` when it was changed, or called off already.
pub(crate) fn call_off(act: &Act<'_>, grant: &Grant<PublishDropIns, One<Kind>>, version: i64) -> Result<()> {
    grant.change(act, CALL_OFF, &[version.into()])
}
