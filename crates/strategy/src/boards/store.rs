//! Meetings and points in the database.

use access::{
    Act, Action, Grant, InAgency, Look, One,
    actions::{RecordBoards, ViewBoards},
    strategy::{BoardMeeting, BoardPoint},
};
use kernel::{Id, Result, Timestamp, kinds::Organisation};
use store::{Column, Row, Sql, statements};

use super::model::{Meeting, Partner, Point, joined, parted};

statements! {
    INSERT = "INSERT INTO board_meeting (id, agency_id, name, held_on, partners, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ONE = "SELECT id, name, held_on, partners FROM board_meeting WHERE id = $1";
    LIST = "SELECT id, name, held_on, partners FROM board_meeting
            WHERE agency_id = $1 ORDER BY held_on DESC, id DESC LIMIT 200";
    INSERT_POINT = "INSERT INTO board_point (id, agency_id, meeting_id, said, said_by, due_on, recorded_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
    POINT = "SELECT id, meeting_id, said, said_by, due_on, done, done_at, version FROM board_point WHERE id = $1";
    OF_MEETING = "SELECT id, meeting_id, said, said_by, due_on, done, done_at, version FROM board_point WHERE meeting_id = $1 ORDER BY id LIMIT 500";
    STILL_OPEN = "SELECT id, meeting_id, said, said_by, due_on, done, done_at, version FROM board_point
            WHERE agency_id = $1 AND done_at IS NULL ORDER BY recorded_at, id LIMIT 200";
    DONE = "UPDATE board_point SET done = $3, done_at = $4, version = version + 1 WHERE id = $1 AND version = $2 AND done_at IS NULL";
}

/// Every statement of this room.
pub(crate) const STATEMENTS: &[Sql] = ALL;

const NAME: Column = Column::new("board_meeting.name");
const SAID: Column = Column::new("board_point.said");
const DONE_WORDS: Column = Column::new("board_point.done");

fn meeting_of(look: &Look<'_>, row: &Row) -> Result<Meeting> {
    let id: Id<BoardMeeting> = row.get(0)?;
    Ok(Meeting {
        id,
        name: look.open(NAME, id, &row.get::<Vec<u8>>(1)?)?,
        held: row.get(2)?,
        partners: parted(&row.get::<String>(3)?)?,
    })
}

fn point_of(look: &Look<'_>, row: &Row) -> Result<Point> {
    let id: Id<BoardPoint> = row.get(0)?;
    let (done, at): (Option<Vec<u8>>, Option<Timestamp>) = (row.get(5)?, row.get(6)?);
    let words = done.map(|sealed| look.open(DONE_WORDS, id, &sealed)).transpose()?;
    Ok(Point {
        id,
        meeting: row.get(1)?,
        said: look.open(SAID, id, &row.get::<Vec<u8>>(2)?)?,
        by: row.code(3, Partner::stored)?,
        due: row.get(4)?,
        done: words.zip(at),
        version: row.get(7)?,
    })
}

/// Adds a meeting.
pub(super) fn insert(act: &Act<'_>, agency: Id<Organisation>, m: &Meeting) -> Result<()> {
    let params = [
        m.id.into(),
        agency.into(),
        act.keys().seal(NAME, m.id, &m.name)?.into(),
        m.held.into(),
        joined(&m.partners).into(),
        act.now().into(),
        act.actor().account().into(),
    ];
    act.execute(INSERT, &params).map(|_| ())
}

/// The meeting of a grant.
pub(super) fn one<A: Action>(look: &Look<'_>, grant: &Grant<A, One<BoardMeeting>>) -> Result<Meeting> {
    meeting_of(look, &grant.row(look, ONE, &[])?)
}

/// Meetings of an agency, the latest first: 200 at most, which is a board a month for 16 years.
pub(super) fn list(look: &Look<'_>, grant: &Grant<ViewBoards, InAgency>) -> Result<Vec<Meeting>> {
    grant.list(look, "board-meeting", LIST, &[])?.iter().map(|row| meeting_of(look, row)).collect()
}

/// Adds something that was said.
pub(super) fn insert_point(
    act: &Act<'_>,
    grant: &Grant<RecordBoards, One<BoardMeeting>>,
    p: &Point,
) -> Result<()> {
    let params = [
        p.id.into(),
        grant.agency().into(),
        grant.id().into(),
        act.keys().seal(SAID, p.id, &p.said)?.into(),
        p.by.code().into(),
        p.due.into(),
        act.now().into(),
    ];
    act.execute(INSERT_POINT, &params).map(|_| ())
}

/// The point of a grant.
pub(super) fn point<A: Action>(look: &Look<'_>, grant: &Grant<A, One<BoardPoint>>) -> Result<Point> {
    point_of(look, &grant.row(look, POINT, &[])?)
}

/// What was said at a meeting that the caller may see.
pub(super) fn of_meeting(look: &Look<'_>, meeting: Id<BoardMeeting>) -> Result<Vec<Point>> {
    look.query(OF_MEETING, &[meeting.into()])?.iter().map(|row| point_of(look, row)).collect()
}

/// What nothing was done about yet, the oldest first: 200 at most.
pub(super) fn still_open(look: &Look<'_>, grant: &Grant<ViewBoards, InAgency>) -> Result<Vec<Point>> {
    grant.list(look, "board-point", STILL_OPEN, &[])?.iter().map(|row| point_of(look, row)).collect()
}

/// Writes what was done.
pub(super) fn done(
    act: &Act<'_>,
    grant: &Grant<RecordBoards, One<BoardPoint>>,
    version: i64,
    words: &str,
) -> Result<()> {
    let sealed = act.seal(DONE_WORDS, grant.id(), words)?;
    grant.change(act, DONE, &[version.into(), sealed, act.now().into()])
}
