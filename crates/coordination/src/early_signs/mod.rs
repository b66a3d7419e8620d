//! Early signs: tipping points are recorded on a case in one short form; what has gathered is counted by dated rules, with its reasons;
//! a person is asked to look, and says what they decided. Nothing is decided by itself (requirements PL6, PL12).
//!
//! ```text
//! recorded ──> rules of data/tipping_points.csv ──> below the line: quiet
//!                                                └─> at the line: "look at this case" ──> seen: what was decided, and why
//!                                                        ▲                            └─> an escalation is opened
//!                                                        └── something new is recorded ──┘
//! ```

pub mod actions;
mod api;
pub mod form;
pub mod model;
mod pages;
pub mod store;

use access::{
    Action,
    actions::{RecordSign, SettleSigns, ViewSigns},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/early-signs", text: "Early signs", needs: ViewSigns::NAME, reach: Reach::Agency }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/early-signs", pages::list::page)
            .needs::<ViewSigns>()
            .personal()
            .about("Cases that somebody should look at, with the reasons; ?state= says which"),
        Route::get("/early-signs.csv", pages::list::csv)
            .needs::<ViewSigns>()
            .personal()
            .about("Cases that somebody should look at, with the reasons, as a CSV file"),
        Route::get("/cases/{id}/early-signs", pages::case::page)
            .needs::<ViewSigns>()
            .personal()
            .about("The early signs of a case, and what they add up to"),
        Route::post("/cases/{id}/early-signs", pages::case::record)
            .needs::<RecordSign>()
            .personal()
            .about("Record a tipping point on a case")
            .body(|f| drop(form::sign(f))),
        Route::post("/cases/{id}/early-signs/seen", pages::case::settle)
            .needs::<SettleSigns>()
            .personal()
            .about("Say what was decided about a case that gathered early signs")
            .body(|f| drop(form::settle(f))),
        Route::get("/api/v1/early-signs", api::list)
            .needs::<ViewSigns>()
            .personal()
            .about("Cases that somebody should look at, with the reasons; ?state= says which")
            .answers::<api::SignedCases>(),
        Route::get("/api/v1/cases/{id}/early-signs", api::of_case)
            .needs::<ViewSigns>()
            .personal()
            .about("The early signs of a case, and what they add up to")
            .answers::<api::SignedCase>(),
        Route::post("/api/v1/cases/{id}/early-signs", api::record)
            .needs::<RecordSign>()
            .personal()
            .about("Record a tipping point on a case")
            .body(|f| drop(form::sign(f)))
            .answers::<api::SignedCase>(),
        Route::post("/api/v1/cases/{id}/early-signs/seen", api::settle)
            .needs::<SettleSigns>()
            .personal()
            .about("Say what was decided about a case that gathered early signs")
            .body(|f| drop(form::settle(f)))
            .answers::<api::SignedCase>(),
    ]
}
