//! Delivery: what was planned, held and missed, against what was ordered (requirement CM5, thin).
//! The provider records; the agency reads; the family sees each session on its timeline.

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;

use access::actions::{RecordSession, ViewOrder};
use page::Route;

/// Figures that sessions feed, in the month of the session's day; the part is the therapy's code.
pub mod measures {
    /// Sessions held.
    pub const HELD: &str = "sessions-held";
    /// Sessions missed, on whichever side.
    pub const MISSED: &str = "sessions-missed";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/orders/{id}/sessions/new", pages::ask_new)
            .needs::<RecordSession>()
            .personal()
            .about("The form for one more session of an order"),
        Route::post("/orders/{id}/sessions/new", pages::add)
            .needs::<RecordSession>()
            .personal()
            .about("Plan a session, or record one that was not planned")
            .body(form::describe_new),
        Route::get("/sessions/{id}", pages::ask)
            .needs::<RecordSession>()
            .personal()
            .about("The form that records what became of a session"),
        Route::post("/sessions/{id}", pages::record)
            .needs::<RecordSession>()
            .personal()
            .about("Record a session as held or missed, or move it")
            .body(form::describe_change),
        Route::get("/api/v1/sessions", api::list)
            .needs::<ViewOrder>()
            .personal()
            .about("The sessions of an order, given as ?order=")
            .answers::<api::SessionList>(),
        Route::post("/api/v1/sessions", api::record)
            .needs::<RecordSession>()
            .personal()
            .about("Plan or record a session of an order; with `session`, what became of a planned one")
            .body(form::describe_api)
            .answers::<api::Session>(),
    ]
}
