//! The core offer by agency: which parts each regional agency has, from the entries that it keeps in the directory and
//! from what it states itself, side by side, with the gaps shown (requirement UN5).
//!
//! Everything here is about agencies, and nothing about a family.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub(crate) mod store;

use access::actions::{StateCoreOffers, ViewCoreOffers};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/core-offers", pages::page)
            .needs::<ViewCoreOffers>()
            .about("Which parts of the core offer each regional agency has, with the gaps"),
        Route::get("/core-offers.csv", pages::csv)
            .needs::<ViewCoreOffers>()
            .about("The core offer by agency as a CSV file"),
        Route::post("/core-offers", pages::state)
            .needs::<StateCoreOffers>()
            .about("State how one's agency stands on a part of the core offer")
            .body(|f| drop(actions::fields(f))),
        Route::get("/api/v1/core-offers", api::list)
            .needs::<ViewCoreOffers>()
            .about("Which parts of the core offer each regional agency has; ?agency= for one")
            .answers::<api::StandingList>(),
        Route::post("/api/v1/core-offers", api::state)
            .needs::<StateCoreOffers>()
            .about("State how one's agency stands on a part of the core offer")
            .body(|f| drop(actions::fields(f)))
            .answers::<api::Standing>(),
    ]
}
