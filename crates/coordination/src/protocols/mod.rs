//! Safeguarding protocols of the agency and of each of its councils, with versions: what to do first, when it is more than support,
//! whom to call by day and by night, who keeps it and when it is looked at again (requirement PL7). Shown where it got hard for a child.

pub mod actions;
mod api;
pub mod form;
pub mod model;
mod pages;
pub mod store;

use access::actions::{KeepProtocol, ViewProtocol};
use page::Route;
pub(crate) use pages::shown;

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/safeguarding-protocols", pages::list)
            .needs::<ViewProtocol>()
            .about("The safeguarding protocols of the agency and its councils, and which are missing or due to be looked at"),
        Route::get("/safeguarding-protocols.csv", pages::csv)
            .needs::<ViewProtocol>()
            .about("The safeguarding protocols with their dates as a CSV file"),
        Route::get("/safeguarding-protocols/{code}", pages::one)
            .needs::<ViewProtocol>()
            .about("A safeguarding protocol with its versions: of a council by its code, or of the agency"),
        Route::post("/safeguarding-protocols/{code}", pages::write)
            .needs::<KeepProtocol>()
            .about("Write a new version of a safeguarding protocol")
            .body(|f| drop(form::text(f))),
        Route::get("/api/v1/safeguarding-protocols", api::list)
            .needs::<ViewProtocol>()
            .about("The safeguarding protocols that hold, of the agency and its councils")
            .answers::<api::Protocols>(),
        Route::post("/api/v1/safeguarding-protocols/{code}", api::write)
            .needs::<KeepProtocol>()
            .about("Write a new version of a safeguarding protocol")
            .body(|f| drop(form::text(f)))
            .answers::<api::Protocols>(),
    ]
}
