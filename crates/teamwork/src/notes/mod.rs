//! Notes on a case: a call, a visit, a meeting, written in one page from a worker's first page, with what was promised on it. The words stand
//! in the timeline; a promise has its clock (requirements FD4, PL1).

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

use access::actions::WriteNote;
use page::Route;

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/notes", pages::page)
            .needs::<WriteNote>()
            .personal()
            .about("Write a note on a case, and see what was promised on calls and visits"),
        Route::get("/cases/{id}/notes/promises.csv", pages::csv)
            .needs::<WriteNote>()
            .personal()
            .about("What was promised on calls and visits as a CSV file, without the words"),
        Route::post("/cases/{id}/notes", pages::write)
            .needs::<WriteNote>()
            .personal()
            .about("Write a note on a case, and promise something with it")
            .body(|f| drop(actions::fields(f))),
        Route::post("/cases/{id}/notes/{promise}/kept", pages::kept)
            .needs::<WriteNote>()
            .personal()
            .about("Say that something promised on a call or visit is done"),
        Route::get("/api/v1/cases/{id}/notes", api::list)
            .needs::<WriteNote>()
            .personal()
            .about("What was promised on calls and visits of a case")
            .answers::<api::NotePromiseList>(),
        Route::post("/api/v1/cases/{id}/notes", api::write)
            .needs::<WriteNote>()
            .personal()
            .about("Write a note on a case, and promise something with it")
            .body(|f| drop(actions::fields(f)))
            .answers::<api::NotePromiseList>(),
        Route::post("/api/v1/cases/{id}/notes/{promise}/kept", api::kept)
            .needs::<WriteNote>()
            .personal()
            .about("Say that something promised on a call or visit is done")
            .answers::<api::NotePromiseList>(),
    ]
}
