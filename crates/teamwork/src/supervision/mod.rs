//! A manager's supervision of a worker, private between the two and the manager's own line; and decisions on cases, which stand on the case with
//! their reason, whoever decided and the day on which they are looked at again. The two are kept apart: nobody who reads a case learns what
//! was said in supervision.
//!
//! A machine with a key is nobody, and reads no supervision: it has no API. Decisions have one.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

use access::{
    Action,
    actions::{DecideCase, ReadSupervision, ViewDecisions, WriteSupervision},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/team/supervision",
        text: "Supervision",
        needs: ReadSupervision::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/team/supervision", pages::notes::list).needs::<ReadSupervision>().about(
            "One's own supervision, when the next is due, and for managers the form to write one down",
        ),
        Route::get("/team/supervision.csv", pages::notes::csv)
            .needs::<ReadSupervision>()
            .about("The days of one's own supervision as a CSV file, without words"),
        Route::post("/team/supervision", pages::notes::write)
            .needs::<WriteSupervision>()
            .about("Write the supervision of a worker down")
            .body(|f| drop(actions::note_fields(f))),
        Route::get("/team/supervision/{id}", pages::notes::one).needs::<ReadSupervision>().about(
            "What was talked through in one's supervision, and the form to record a decision on a case",
        ),
        Route::post("/team/supervision/{id}/decisions", pages::notes::decide)
            .needs::<DecideCase>()
            .personal()
            .about("Record a decision on a case of the worker")
            .body(|f| drop(actions::decision_of_case_fields(f))),
        Route::get("/cases/{id}/decisions", pages::case::page)
            .needs::<ViewDecisions>()
            .personal()
            .about("What managers decided on a case, with reasons and the day of the next look"),
        Route::get("/cases/{id}/decisions.csv", pages::case::csv)
            .needs::<ViewDecisions>()
            .personal()
            .about("The days of the decisions on a case as a CSV file, without words"),
        Route::post("/cases/{id}/decisions", pages::case::decide)
            .needs::<DecideCase>()
            .personal()
            .about("Record a decision on a case")
            .body(|f| drop(actions::decision_fields(f))),
        Route::post("/cases/{id}/decisions/{decision}/looked-at", pages::case::looked_at)
            .needs::<DecideCase>()
            .personal()
            .about("Say what came of a decision when it was looked at again")
            .body(|f| drop(actions::look_fields(f))),
        Route::get("/api/v1/cases/{id}/decisions", api::list)
            .needs::<ViewDecisions>()
            .personal()
            .about("What managers decided on a case")
            .answers::<api::DecisionList>(),
        Route::post("/api/v1/cases/{id}/decisions", api::decide)
            .needs::<DecideCase>()
            .personal()
            .about("Record a decision on a case")
            .body(|f| drop(actions::decision_fields(f)))
            .answers::<api::DecisionList>(),
    ]
}
