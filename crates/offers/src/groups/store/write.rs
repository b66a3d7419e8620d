//! Writing groups and bookings. A place is taken by one statement that changes nothing when none is free, and the table
//! refuses more than there are, so that capacity holds whoever books at the same time.

use ::store::{Value, statements};
use access::{
    Act,
    offers::{Booking as BookingKind, Group as Kind, GroupSession},
};
use kernel::{
    Id, Result, Timestamp,
    kinds::{Account, Organisation},
};

use super::{
    FACILITATOR,
    bookings::{NEEDS, WHO},
};
use crate::groups::model::{Booking, Group, Outcome, Session, State};

statements! {
    INSERT = "INSERT INTO group_series (id, agency_id, service_id, kind, name, about, status, hold_hours, created_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, 1)";
    CHANGE = "UPDATE group_series SET service_id = $3, kind = $4, name = $5, about = $6, hold_hours = $7, version = version + 1 WHERE id = $1 AND version = $2";
    END = "UPDATE group_series SET status = 'ended', version = version + 1 WHERE id = $1 AND version = $2 AND status = 'open'";
    ADD_SESSION = "INSERT INTO group_session (id, series_id, starts_at, minutes, place, online, facilitator, status)
              VALUES ($1, $2, $3, $4, $5, $6, $7, 'planned')";
    CANCEL_SESSION = "UPDATE group_session SET status = 'cancelled' WHERE id = $1 AND status = 'planned'";
    PUT_POOL = "INSERT INTO group_pool (series_id, agency_id, places, taken) VALUES ($1, $2, $3, 0)
              ON CONFLICT (series_id, agency_id) DO UPDATE SET places = excluded.places";
    TAKE = "UPDATE group_pool SET taken = taken + 1 WHERE series_id = $1 AND agency_id = $2 AND taken < places";
    RELEASE = "UPDATE group_pool SET taken = taken - 1 WHERE series_id = $1 AND agency_id = $2 AND taken > 0";
    BOOK = "INSERT INTO group_booking (id, series_id, agency_id, family_id, account_id, status, who, needs, queued_at, version)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
    CHANGE_BOOKING = "UPDATE group_booking SET status = $3, held_until = $4, ended_at = $5, version = version + 1 WHERE id = $1 AND version = $2";
    MARK = "INSERT INTO group_attendance (session_id, booking_id, outcome, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5)
              ON CONFLICT (session_id, booking_id) DO UPDATE SET outcome = excluded.outcome, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by";
}

/// What of a group can be changed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change<'a> {
    pub(crate) version: i64,
    pub(crate) to: &'a Group,
}

/// Adds a group with the places of its host.
pub(crate) fn insert(act: &Act<'_>, g: &Group) -> Result<()> {
    let params: [Value; 8] = [
        g.id.into(),
        g.host.into(),
        g.service.into(),
        g.sort.code().into(),
        (&g.name).into(),
        (&g.about).into(),
        g.hold_hours.into(),
        g.made.into(),
    ];
    act.execute(INSERT, &params)?;
    put_pool(act, g.id, g.host, g.pool.places)
}

/// Adds a group with its sessions, in one go: for loads that bring groups with them.
///
/// # Errors
/// An operator's when the database refuses it.
pub fn put(act: &Act<'_>, group: &Group, sessions: &[Session]) -> Result<()> {
    insert(act, group)?;
    sessions.iter().try_for_each(|session| add_session(act, group.id, session))
}

/// Changes what a group is.
///
/// # Errors
/// `Stale` when it is no longer at that version.
pub(crate) fn change(act: &Act<'_>, change: &Change<'_>) -> Result<()> {
    let g = change.to;
    let params: [Value; 7] = [
        g.id.into(),
        change.version.into(),
        g.service.into(),
        g.sort.code().into(),
        (&g.name).into(),
        (&g.about).into(),
        g.hold_hours.into(),
    ];
    act.change(CHANGE, &params)
}

/// Ends a group.
///
/// # Errors
/// `Stale` when it is no longer at that version.
pub(crate) fn end(act: &Act<'_>, id: Id<Kind>, version: i64) -> Result<()> {
    act.change(END, &[id.into(), version.into()])
}

/// Adds a session.
pub(crate) fn add_session(act: &Act<'_>, group: Id<Kind>, s: &Session) -> Result<()> {
    let params: [Value; 7] = [
        s.id.into(),
        group.into(),
        s.starts.into(),
        s.minutes.into(),
        (&s.place).into(),
        s.online.into(),
        act.seal_unless_empty(FACILITATOR, s.id, &s.facilitator)?,
    ];
    act.execute(ADD_SESSION, &params).map(drop)
}

/// Says that a session does not take place.
///
/// # Errors
/// `Stale` when that was said already.
pub(crate) fn cancel_session(act: &Act<'_>, id: Id<GroupSession>) -> Result<()> {
    act.change(CANCEL_SESSION, &[id.into()])
}

/// Sets how many places an agency has.
pub(crate) fn put_pool(act: &Act<'_>, group: Id<Kind>, agency: Id<Organisation>, places: i64) -> Result<()> {
    act.execute(PUT_POOL, &[group.into(), agency.into(), places.into()]).map(drop)
}

/// Takes a place of an agency; false when none is free.
pub(crate) fn take(act: &Act<'_>, group: Id<Kind>, agency: Id<Organisation>) -> Result<bool> {
    Ok(act.execute(TAKE, &[group.into(), agency.into()])? == 1)
}

/// Gives a place of an agency back.
pub(crate) fn release(act: &Act<'_>, group: Id<Kind>, agency: Id<Organisation>) -> Result<()> {
    act.change(RELEASE, &[group.into(), agency.into()])
}

/// A new booking.
pub(crate) fn insert_booking(act: &Act<'_>, b: &Booking) -> Result<()> {
    let params: [Value; 9] = [
        b.id.into(),
        b.group.into(),
        b.agency.into(),
        b.family.into(),
        b.account.into(),
        b.state.code().into(),
        act.seal(WHO, b.id, &b.who)?,
        act.seal_unless_empty(NEEDS, b.id, &b.needs)?,
        b.queued.into(),
    ];
    act.execute(BOOK, &params).map(drop)
}

/// Changes how a booking stands.
///
/// # Errors
/// `Stale` when it is no longer at that version.
pub(crate) fn change_booking(
    act: &Act<'_>,
    booking: &Booking,
    to: State,
    held_until: Option<Timestamp>,
) -> Result<()> {
    let ended = (!to.stands()).then(|| act.now());
    let params: [Value; 5] =
        [booking.id.into(), booking.version.into(), to.code().into(), held_until.into(), ended.into()];
    act.change(CHANGE_BOOKING, &params)
}

/// Notes whether somebody came.
pub(crate) fn mark(
    act: &Act<'_>,
    session: Id<GroupSession>,
    booking: Id<BookingKind>,
    outcome: Outcome,
    by: Option<Id<Account>>,
) -> Result<()> {
    let params = [session.into(), booking.into(), outcome.code().into(), act.now().into(), by.into()];
    act.execute(MARK, &params).map(drop)
}
