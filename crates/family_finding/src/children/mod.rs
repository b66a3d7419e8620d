//! Children on the way to adoption, before it: who was taken in from the returns, and how far each has come.
//!
//! Everything here is on the side of the wall before adoption (docs/walls.md): in tables of its own, found by a keyed
//! hash of the council's own id, with every date sealed. Nothing here knows a name, a family or where a child lives.

mod api;
pub mod model;
mod pages;
pub mod store;

use access::actions::{ListWaitingChildren, ViewWaitingChild};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/children/list", pages::list::page)
            .needs::<ListWaitingChildren>()
            .personal()
            .about("The agency's children on the way to adoption, those taken in last first; by step"),
        Route::get("/children/list.csv", pages::list::csv)
            .needs::<ListWaitingChildren>()
            .personal()
            .about("The same as a file"),
        Route::get("/children/{id}", pages::show::page)
            .needs::<ViewWaitingChild>()
            .personal()
            .about("A child on the way to adoption: the steps, alarms, and what the returns said"),
        Route::get("/api/v1/children", api::list)
            .needs::<ListWaitingChildren>()
            .personal()
            .about(
                "The agency's children on the way to adoption; step=ordered and so on for those at one step",
            )
            .answers::<api::ChildList>(),
        Route::get("/api/v1/children/{id}", api::one)
            .needs::<ViewWaitingChild>()
            .personal()
            .about("A child on the way to adoption")
            .answers::<api::ChildRecord>(),
    ]
}
