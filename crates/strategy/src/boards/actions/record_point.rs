//! Something was said at a meeting.

use access::{Act, actions::RecordBoards, strategy::BoardMeeting};
use kernel::{Date, Error, Id, Result};

use crate::boards::{
    model::{Partner, Point},
    store,
};

/// What was said, by whom, and by when something is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::boards) struct Said {
    pub(in crate::boards) said: String,
    pub(in crate::boards) by: Partner,
    pub(in crate::boards) due: Option<Date>,
}

/// Records it.
///
/// # Errors
/// `NotFound` for another agency's meeting; `Invalid` on `by` for somebody who did not sit at the table, or on `due` for
/// a day before the meeting.
pub(in crate::boards) fn record_point(
    act: &Act<'_>,
    meeting: Id<BoardMeeting>,
    said: &Said,
) -> Result<Point> {
    let grant = act.one::<RecordBoards, BoardMeeting>(meeting)?;
    let met = store::one(act, &grant)?;
    if !met.partners.contains(&said.by) {
        return Err(Error::field("by", "Choose somebody who sat at the table at this meeting"));
    }
    if said.due.is_some_and(|due| due < met.held) {
        return Err(Error::field("due", "Enter a day after the meeting, or leave it open"));
    }
    let point = Point {
        id: Id::new(act.now()),
        meeting,
        said: said.said.clone(),
        by: said.by,
        due: said.due,
        done: None,
        version: 1,
    };
    store::insert_point(act, &grant, &point)?;
    grant.note(act, &format!("point of {} recorded", said.by.code()))?;
    Ok(point)
}
