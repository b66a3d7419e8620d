//! Assessments that a voluntary agency completed: entered once, endorsed by a manager, and used instead of a repeat (requirement AS8).
//!
//! ```text
//! worker enters what was found ──> a manager, not the one who entered it ──> endorsed: an assessment of the case, its level, its needs
//!                                                                      └──> sent back with what is missing
//! ```
//!
//! What is endorsed keeps the promise of an assessment, and the next plan begins from its needs. Where the agency assesses the same child
//! again within a year all the same, that is counted: doubled work.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

use access::{
    Action,
    actions::{EditAssessment, SignAssessment, ViewAssessment},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/outside-assessments",
        text: "Assessments by others",
        needs: ViewAssessment::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/outside-assessments", pages::list).needs::<ViewAssessment>().personal().about(
            "Assessments that voluntary agencies completed, with how many were repeated: ?state= says which",
        ),
        Route::get("/outside-assessments.csv", pages::csv)
            .needs::<ViewAssessment>()
            .personal()
            .about("Assessments that voluntary agencies completed, as a CSV file"),
        Route::get("/outside-assessments/{id}", pages::show)
            .needs::<ViewAssessment>()
            .personal()
            .about("An assessment that a voluntary agency completed"),
        Route::post("/outside-assessments/{id}/decide", pages::decide)
            .needs::<SignAssessment>()
            .personal()
            .about("Endorses an assessment of a voluntary agency, or sends it back")
            .body(|f| drop(model::decision(f))),
        Route::get("/cases/{id}/outside-assessments", pages::of_case)
            .needs::<ViewAssessment>()
            .personal()
            .about("The assessments of a case that voluntary agencies completed"),
        Route::post("/cases/{id}/outside-assessments", pages::enter)
            .needs::<EditAssessment>()
            .personal()
            .about("Enters an assessment that a voluntary agency completed")
            .body(|f| drop(model::entered(f))),
        Route::get("/api/v1/outside-assessments", api::list)
            .needs::<ViewAssessment>()
            .personal()
            .about("Assessments that voluntary agencies completed, newest first: ?state=, ?after=CURSOR")
            .answers::<api::OutsideList>(),
        Route::get("/api/v1/outside-assessments/{id}", api::show)
            .needs::<ViewAssessment>()
            .personal()
            .about("An assessment that a voluntary agency completed")
            .answers::<api::OutsideBody>(),
        Route::post("/api/v1/cases/{id}/outside-assessments", api::enter)
            .needs::<EditAssessment>()
            .personal()
            .about("Enters an assessment that a voluntary agency completed")
            .body(|f| drop(model::entered(f)))
            .answers::<api::OutsideBody>(),
        Route::post("/api/v1/outside-assessments/{id}/decide", api::decide)
            .needs::<SignAssessment>()
            .personal()
            .about("Endorses an assessment of a voluntary agency, or sends it back")
            .body(|f| drop(model::decision(f)))
            .answers::<api::OutsideBody>(),
    ]
}
