//! Checking in: somebody gets in touch with a family after the order, as often as the family wishes, or never
//! (requirement PL5).
//!
//! ```text
//! data/checking_in.csv ── usual schedule ──┐
//!                                          ├──> families to check in with ── somebody does ──> the next time
//! the family or its worker: how often ─────┘
//! ```

pub mod actions;
mod api;
mod form;
pub mod model;
pub(crate) mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::{
    Action,
    actions::{ChooseCheckIns, HoldCheckIns, ListCheckIns, ViewRhythm},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [people(), machines()].concat()
}

fn people() -> Vec<Route> {
    vec![
        Route::get("/check-ins", pages::list)
            .needs::<ListCheckIns>()
            .personal()
            .about("Families to check in with in the coming weeks, the longest due first"),
        Route::get("/check-ins.csv", pages::csv)
            .needs::<ListCheckIns>()
            .personal()
            .about("The same families as a CSV file"),
        Route::get("/cases/{id}/checking-in", pages::case)
            .needs::<ViewRhythm>()
            .personal()
            .about("How often somebody checks in with a family, and when last"),
        Route::post("/cases/{id}/checking-in", pages::choose)
            .needs::<ChooseCheckIns>()
            .personal()
            .about("Choose how often somebody checks in with a family, or never")
            .body(|f| drop(form::often(f))),
        Route::post("/cases/{id}/checking-in/held", pages::held)
            .needs::<HoldCheckIns>()
            .personal()
            .about("Note that somebody checked in with a family")
            .body(|f| drop(form::checked_in(f))),
        Route::post("/my/cases/{id}/checking-in", pages::my_choice)
            .needs::<ChooseCheckIns>()
            .personal()
            .about("A family chooses how often we check in with it, or never")
            .body(|f| drop(form::often(f))),
    ]
}

fn machines() -> Vec<Route> {
    vec![
        Route::get("/api/v1/check-ins", api::list)
            .needs::<ListCheckIns>()
            .personal()
            .about("Families to check in with, the longest due first: until, coordinator=me, after")
            .answers::<api::CheckInList>(),
        Route::get("/api/v1/cases/{id}/checking-in", api::of_case)
            .needs::<ViewRhythm>()
            .personal()
            .about("How often somebody checks in with a family, and when")
            .answers::<api::CheckingIn>(),
        Route::post("/api/v1/cases/{id}/checking-in", api::choose)
            .needs::<ChooseCheckIns>()
            .personal()
            .about("Choose how often somebody checks in with a family, or never")
            .body(|f| drop(form::often(f)))
            .answers::<api::CheckingIn>(),
        Route::post("/api/v1/cases/{id}/checking-in/held", api::held)
            .needs::<HoldCheckIns>()
            .personal()
            .about("Note that somebody checked in with a family")
            .body(|f| drop(form::checked_in(f)))
            .answers::<api::CheckingIn>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/check-ins", text: "Checking in", needs: ListCheckIns::NAME, reach: Reach::Agency }]
}
