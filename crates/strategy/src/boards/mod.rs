//! Boards with health, education and families (requirement GV1): when they met, who sat at the table, what was said, and
//! what was done about it. What was said stays open on the list until somebody writes what was done.

pub mod actions;
pub mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use store::STATEMENTS;

use access::actions::{RecordBoards, ViewBoards};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/boards", pages::list)
            .needs::<ViewBoards>()
            .about("Meetings of boards, and what was said that nothing was done about yet"),
        Route::get("/boards.csv", pages::csv)
            .needs::<ViewBoards>()
            .about("What was said and done at every meeting, as a CSV file"),
        Route::post("/boards", pages::record)
            .needs::<RecordBoards>()
            .about("Record a meeting")
            .body(|f| drop(pages::meeting_fields(f))),
        Route::get("/boards/{id}", pages::show)
            .needs::<ViewBoards>()
            .about("A meeting: what was said, and what was done"),
        Route::post("/boards/{id}/points", pages::say)
            .needs::<RecordBoards>()
            .about("Record something that was said at a meeting")
            .body(|f| drop(pages::point_fields(f))),
        Route::post("/board-points/{id}/done", pages::done)
            .needs::<RecordBoards>()
            .about("Record what was done about something that was said")
            .body(|f| drop(pages::done_fields(f))),
        Route::get("/api/v1/board-meetings", pages::api_list)
            .needs::<ViewBoards>()
            .about("Meetings of boards with what was said and done, newest first")
            .answers::<pages::MeetingList>(),
    ]
}
