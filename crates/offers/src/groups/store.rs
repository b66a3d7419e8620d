//! Groups in the database.
//!
//! A group is seen by the agency that gives it and by those to whom it offers places: whoever has a row in `group_pool`.
//! Bookings are each agency's own: the agency that gives a group sees how many places of another are taken, not by whom.

mod bookings;
mod write;

use ::store::{Column, Read, Row, Sql, statements};
use access::{
    Action, Grant, InAgency, Look,
    offers::{Group as Kind, GroupSession, Service},
};
use kernel::{Error, Id, Result, Timestamp, kinds::Organisation};
use page::{Cursor, PAGE_ROWS, Rows};

use super::model::{Group, Pool, Session, SessionState, Sort, Stand};

pub(crate) use bookings::{
    Line, attendance, bookings, due, first_waiting, forget, held, load as booking, of_family, standing,
};
pub use write::put;
pub(crate) use write::{
    Change, add_session, cancel_session, change, change_booking, end, insert, insert_booking, mark, put_pool,
    release, take,
};

macro_rules! reading {
    ($pool:literal, $rest:literal) => {
        concat!(
            "SELECT g.id, g.agency_id, o.name, g.service_id, g.kind, g.name, g.about, g.status, g.hold_hours, g.created_at, g.version,
               p.places, p.taken, (SELECT MIN(s.starts_at) FROM group_session s
                 WHERE s.series_id = g.id AND s.status = 'planned' AND s.starts_at > $2)
             FROM group_pool p JOIN group_series g ON g.id = p.series_id JOIN organisation o ON o.id = g.agency_id WHERE ",
            $pool, $rest
        )
    };
}

statements! {
    ONE = reading!("p.agency_id = $1", " AND g.id = $3");
    OF_AGENCY = reading!("p.agency_id = $1", " AND g.created_at <= $3 AND (g.created_at < $3 OR g.id < $4)
             ORDER BY g.created_at DESC, g.id DESC LIMIT $5");
    OPEN = reading!("p.agency_id = $1", " AND g.status = 'open' AND EXISTS (SELECT 1 FROM group_session n
               WHERE n.series_id = g.id AND n.status = 'planned' AND n.starts_at > $2) ORDER BY g.created_at DESC, g.id DESC LIMIT 200");
    OF_SERVICE = reading!("g.service_id = $1", " AND p.agency_id = g.agency_id AND g.status = 'open' ORDER BY g.created_at, g.id LIMIT 20");
    SESSIONS = "SELECT id, starts_at, minutes, place, online, facilitator, status FROM group_session WHERE series_id = $1 ORDER BY starts_at, id";
    SESSION = "SELECT s.id, s.starts_at, s.minutes, s.place, s.online, s.facilitator, s.status, s.series_id FROM group_session s
               JOIN group_pool p ON p.series_id = s.series_id AND p.agency_id = $1 WHERE s.id = $2";
    POOLS = "SELECT p.agency_id, o.code, o.name, p.places, p.taken FROM group_pool p JOIN organisation o ON o.id = p.agency_id
             WHERE p.series_id = $1 ORDER BY o.code";
}

const FACILITATOR: Column = Column::new("group_session.facilitator");

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [ALL, bookings::ALL, write::ALL, super::actions::ALL].concat()
}

fn read(row: &Row) -> Result<Group> {
    Ok(Group {
        id: row.get(0)?,
        host: row.get(1)?,
        host_name: row.get(2)?,
        service: row.get(3)?,
        sort: row.code(4, Sort::stored)?,
        name: row.get(5)?,
        about: row.get(6)?,
        stand: row.code(7, Stand::stored)?,
        hold_hours: row.get(8)?,
        made: row.get(9)?,
        version: row.get(10)?,
        pool: Pool { places: row.get(11)?, taken: row.get(12)? },
        next: row.get(13)?,
    })
}

/// A group that an agency gives, or has places in. The caller holds a grant of this agency, or of one of its families.
///
/// # Errors
/// `NotFound` for a group of others.
pub(crate) fn load(r: &Read<'_>, agency: Id<Organisation>, id: Id<Kind>, now: Timestamp) -> Result<Group> {
    read(&r.row(ONE, &[agency.into(), now.into(), id.into()])?)
}

/// One page of the groups that an agency gives or has places in, the newest first; all when `rows` is `None`.
pub(crate) fn of_agency<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Group>> {
    let [key, id, limit] = Cursor::window(after, rows);
    let found = grant.list(look, "group", OF_AGENCY, &[look.now().into(), key, id, limit])?;
    let items: Vec<Group> = found.iter().map(read).collect::<Result<_>>()?;
    Ok(Rows::cut_or_all(items, rows, |g| Cursor::at(g.made, g.id.cast())))
}

/// The usual page.
pub(crate) fn page<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    after: Option<Cursor>,
) -> Result<Rows<Group>> {
    of_agency(look, grant, after, Some(PAGE_ROWS))
}

/// The open groups that families of an agency can book, the newest first: 200 at most.
pub(crate) fn open(r: &Read<'_>, agency: Id<Organisation>, now: Timestamp) -> Result<Vec<Group>> {
    r.query(OPEN, &[agency.into(), now.into()])?.iter().map(read).collect()
}

/// The open groups of an entry of the directory, for anybody: 20 at most.
pub(crate) fn of_service(r: &Read<'_>, service: Id<Service>, now: Timestamp) -> Result<Vec<Group>> {
    r.query(OF_SERVICE, &[service.into(), now.into()])?.iter().map(read).collect()
}

fn session(r: &Read<'_>, row: &Row) -> Result<Session> {
    let id: Id<GroupSession> = row.get(0)?;
    let facilitator: Option<Vec<u8>> = row.get(5)?;
    Ok(Session {
        id,
        starts: row.get(1)?,
        minutes: row.get(2)?,
        place: row.get(3)?,
        online: row.get(4)?,
        facilitator: facilitator.map_or(Ok(String::new()), |sealed| r.open(FACILITATOR, id, &sealed))?,
        state: row.code(6, SessionState::stored)?,
    })
}

/// The sessions of a group that was loaded, in order.
pub(crate) fn sessions(r: &Read<'_>, group: &Group) -> Result<Vec<Session>> {
    r.query(SESSIONS, &[group.id.into()])?.iter().map(|row| session(r, row)).collect()
}

/// A session of a group that an agency gives or has places in, and the group's id.
///
/// # Errors
/// `NotFound` for one of others.
pub(crate) fn one_session<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, InAgency>,
    id: Id<GroupSession>,
) -> Result<(Session, Id<Kind>)> {
    let row = look.row(SESSION, &[grant.agency().into(), id.into()])?;
    Ok((session(look, &row)?, row.get(7)?))
}

/// An agency's places in a group.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Share {
    pub(crate) agency: Id<Organisation>,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) pool: Pool,
}

/// The places of a group that was loaded, for each agency.
pub(crate) fn pools(r: &Read<'_>, group: Id<Kind>) -> Result<Vec<Share>> {
    r.query(POOLS, &[group.into()])?
        .iter()
        .map(|row| {
            Ok(Share {
                agency: row.get(0)?,
                code: row.get(1)?,
                name: row.get(2)?,
                pool: Pool { places: row.get(3)?, taken: row.get(4)? },
            })
        })
        .collect()
}

/// A session that must be one of a group.
pub(crate) fn session_of(r: &Read<'_>, group: &Group, id: Id<GroupSession>) -> Result<Session> {
    sessions(r, group)?.into_iter().find(|s| s.id == id).ok_or(Error::NotFound)
}
