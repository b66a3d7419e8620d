//! The cases of a worker who leaves, or carries too much, go to others in one step: to whom each goes is chosen case by case, with the new
//! loads before it is done; every hand-off is counted; families are told in plain words; and a mistake is taken back within a day
//! (requirement PL2).

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

use access::actions::MoveCaseload;
use page::Route;

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/team/workers/{id}/hand-over", pages::choose::page)
            .needs::<MoveCaseload>()
            .personal()
            .about("The form to hand the cases of a worker to others, case by case"),
        Route::post("/team/workers/{id}/hand-over", pages::choose::send)
            .needs::<MoveCaseload>()
            .personal()
            .about("See the loads that a hand-over would bring, and then do it")
            .body(|f| drop(actions::form_fields(f))),
        Route::get("/team/transfers", pages::list::page)
            .needs::<MoveCaseload>()
            .about("Hand-overs of the cases of a worker, the newest first"),
        Route::get("/team/transfers.csv", pages::list::csv)
            .needs::<MoveCaseload>()
            .about("The same as a CSV file"),
        Route::post("/team/transfers/{id}/undo", pages::list::undo)
            .needs::<MoveCaseload>()
            .personal()
            .about("Take a hand-over back within a day"),
        Route::post("/api/v1/team/workers/{id}/hand-over", api::transfer)
            .needs::<MoveCaseload>()
            .personal()
            .about("Hand cases of a worker to others in one step")
            .body(|f| drop(actions::fields(f)))
            .answers::<api::Transfer>(),
        Route::get("/api/v1/team/transfers", api::list)
            .needs::<MoveCaseload>()
            .about("Hand-overs of the cases of a worker, the newest first")
            .answers::<api::TransferList>(),
        Route::post("/api/v1/team/transfers/{id}/undo", api::undo)
            .needs::<MoveCaseload>()
            .personal()
            .about("Take a hand-over back within a day")
            .answers::<api::Transfer>(),
    ]
}
