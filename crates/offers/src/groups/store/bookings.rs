//! Reading bookings: a list of an agency's own leaves out sealed families.

use ::store::{Column, Read, Row, statements};
use access::{
    Act, Action, Grant, InAgency, Look, One, Own,
    offers::{Booking as Kind, Group as GroupKind, GroupSession},
    seen,
};
use kernel::{
    Id, Result, Timestamp,
    kinds::{Family, Organisation},
};

use crate::groups::model::{Booking, Outcome, State};

macro_rules! reading {
    ($from:literal) => {
        concat!(
            "SELECT b.id, b.series_id, b.agency_id, b.family_id, b.account_id, b.status, b.who, b.needs, b.queued_at, b.held_until, b.version",
            $from
        )
    };
}

statements! {
    ONE = reading!(" FROM group_booking b WHERE b.id = $1");
    OF_GROUP = concat!(reading!(" FROM group_booking b WHERE b.agency_id = $1 AND b.series_id = $2 AND b.status IN ('booked', 'offered', 'waiting')"),
        seen!("b.family_id", "$3", "$4", "$5"), "ORDER BY b.queued_at, b.id LIMIT 1000");
    OF_FAMILY = reading!(", g.name, (SELECT MIN(s.starts_at) FROM group_session s WHERE s.series_id = g.id AND s.status = 'planned' AND s.starts_at > $2)
        FROM group_booking b JOIN group_series g ON g.id = b.series_id WHERE b.family_id = $1 ORDER BY b.queued_at DESC, b.id DESC LIMIT 100");
    STANDING = reading!(" FROM group_booking b WHERE b.series_id = $1 AND b.family_id = $2 AND b.status IN ('booked', 'offered', 'waiting')");
    FIRST = reading!(" FROM group_booking b WHERE b.series_id = $1 AND b.agency_id = $2 AND b.status = 'waiting' ORDER BY b.queued_at, b.id LIMIT 1");
    HELD = reading!(" FROM group_booking b WHERE b.series_id = $1 AND b.agency_id = $2 AND b.status = 'offered' ORDER BY b.queued_at, b.id");
    DUE = "SELECT DISTINCT b.series_id, b.agency_id FROM group_booking b WHERE b.status = 'offered' AND b.held_until < $1 LIMIT 100";
    IDS_OF_FAMILY = "SELECT id FROM group_booking WHERE family_id = $1";
    FORGET = "UPDATE group_booking SET who = $2, needs = NULL, version = version + 1 WHERE id = $1";
    ATTENDANCE = concat!("SELECT b.id, b.who, b.needs, a.outcome FROM group_booking b
        LEFT JOIN group_attendance a ON a.booking_id = b.id AND a.session_id = $3
        WHERE b.agency_id = $1 AND b.series_id = $2 AND b.status = 'booked'", seen!("b.family_id", "$4", "$5", "$6"), "ORDER BY b.queued_at, b.id LIMIT 1000");
}

pub(super) const WHO: Column = Column::new("group_booking.who");
pub(super) const NEEDS: Column = Column::new("group_booking.needs");

/// Takes away who of a family came to groups, and what helped them. That a place was taken stays, for the counts.
/// Whoever calls holds the grant of a destruction.
pub(crate) fn forget(act: &Act<'_>, family: Id<Family>) -> Result<u64> {
    let mut gone = 0;
    for row in act.query(IDS_OF_FAMILY, &[family.into()])? {
        let id: Id<Kind> = row.get(0)?;
        gone += act.execute(FORGET, &[id.into(), act.seal(WHO, id, "")?])?;
    }
    Ok(gone)
}

fn opened(r: &Read<'_>, id: Id<Kind>, row: &Row, who: usize, needs: usize) -> Result<(String, String)> {
    let needs: Option<Vec<u8>> = row.get(needs)?;
    Ok((
        r.open(WHO, id, &row.get::<Vec<u8>>(who)?)?,
        needs.map_or(Ok(String::new()), |sealed| r.open(NEEDS, id, &sealed))?,
    ))
}

fn read(r: &Read<'_>, row: &Row) -> Result<Booking> {
    let id = row.get(0)?;
    let (who, needs) = opened(r, id, row, 6, 7)?;
    Ok(Booking {
        id,
        group: row.get(1)?,
        agency: row.get(2)?,
        family: row.get(3)?,
        account: row.get(4)?,
        state: row.code(5, State::stored)?,
        who,
        needs,
        queued: row.get(8)?,
        held_until: row.get(9)?,
        version: row.get(10)?,
    })
}

/// The booking of a grant.
pub(crate) fn load<A: Action>(look: &Look<'_>, grant: &Grant<A, One<Kind>>) -> Result<Booking> {
    read(look, &grant.row(look, ONE, &[])?)
}

/// The standing bookings of an agency's families in a group, those who asked first leading: 1,000 at most.
pub(crate) fn bookings<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    group: Id<GroupKind>,
) -> Result<Vec<Booking>> {
    grant.list(look, "group-booking", OF_GROUP, &[group.into()])?.iter().map(|row| read(look, row)).collect()
}

/// A booking as its family sees it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) booking: Booking,
    pub(crate) group: String,
    pub(crate) next: Option<Timestamp>,
}

/// A family's own bookings, the newest first: 100 at most.
pub(crate) fn of_family<A: Action>(look: &Look<'_>, grant: &Grant<A, Own>) -> Result<Vec<Line>> {
    grant
        .list(look, "group-booking", OF_FAMILY, &[look.now().into()])?
        .iter()
        .map(|row| Ok(Line { booking: read(look, row)?, group: row.get(11)?, next: row.get(12)? }))
        .collect()
}

/// A family's standing booking of a group. The caller holds a grant for the family.
pub(crate) fn standing(r: &Read<'_>, group: Id<GroupKind>, family: Id<Family>) -> Result<Option<Booking>> {
    r.opt(STANDING, &[group.into(), family.into()])?.as_ref().map(|row| read(r, row)).transpose()
}

/// Who has waited longest for a place of this agency. For giving it to them, not for showing.
pub(crate) fn first_waiting(
    r: &Read<'_>,
    group: Id<GroupKind>,
    agency: Id<Organisation>,
) -> Result<Option<Booking>> {
    r.opt(FIRST, &[group.into(), agency.into()])?.as_ref().map(|row| read(r, row)).transpose()
}

/// Those for whom a place of this agency is held. For giving it on, not for showing.
pub(crate) fn held(r: &Read<'_>, group: Id<GroupKind>, agency: Id<Organisation>) -> Result<Vec<Booking>> {
    r.query(HELD, &[group.into(), agency.into()])?.iter().map(|row| read(r, row)).collect()
}

/// Groups and agencies in which a place was held until before `now`: 100 at most.
pub(crate) fn due(r: &Read<'_>, now: Timestamp) -> Result<Vec<(Id<GroupKind>, Id<Organisation>)>> {
    r.query(DUE, &[now.into()])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Somebody who is expected at a session, and whether they came.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Came {
    pub(crate) booking: Id<Kind>,
    pub(crate) who: String,
    pub(crate) needs: String,
    pub(crate) outcome: Option<Outcome>,
}

/// Those of an agency who are expected at a session of a group: 1,000 at most.
pub(crate) fn attendance<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    group: Id<GroupKind>,
    session: Id<GroupSession>,
) -> Result<Vec<Came>> {
    grant
        .list(look, "group-booking", ATTENDANCE, &[group.into(), session.into()])?
        .iter()
        .map(|row| {
            let booking = row.get(0)?;
            let (who, needs) = opened(look, booking, row, 1, 2)?;
            Ok(Came { booking, who, needs, outcome: row.code_opt(3, Outcome::stored)? })
        })
        .collect()
}
