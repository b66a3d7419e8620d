//! Something was done about what was said.

use access::{Act, actions::RecordBoards, strategy::BoardPoint};
use kernel::{Error, Id, Result};

use crate::boards::{model::Point, store};

/// The rule that refuses a second answer.
pub(in crate::boards) const DONE: &str = "board.done";

/// Writes what was done: once, since others have read it.
///
/// # Errors
/// `NotFound` for another agency's; `Stale`; `Refused` by `board.done` when it is written already.
pub(in crate::boards) fn answer_point(
    act: &Act<'_>,
    id: Id<BoardPoint>,
    version: i64,
    words: &str,
) -> Result<Point> {
    let grant = act.one::<RecordBoards, BoardPoint>(id)?;
    let point = store::point(act, &grant)?;
    if point.done.is_some() {
        return Err(Error::refused(
            DONE,
            "What was done is written already. If there is more, record it as a new point of the next meeting.",
        ));
    }
    store::done(act, &grant, version, words)?;
    grant.note(act, "what was done is written")?;
    Ok(point)
}
