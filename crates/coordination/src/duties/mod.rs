//! The duty behind each need (requirement PL10): which service is bound to meet it and by what law, when it was asked, how long it took, what it
//! answered, and what adoption support gave in its place and at what cost.
//!
//! ```text
//! asked ──> given                        what was given in its place, and its cost, can be written down at any time
//!      ├──> refused ──┐
//!      └──> no answer ┴─> the totals by integrated care board and by council (in the crate insight, protected)
//! ```

pub mod actions;
mod api;
pub mod form;
pub mod model;
mod pages;
pub mod store;

pub use pages::body_name;

use access::{
    Action,
    actions::{RecordDuty, ViewEducation},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/duties",
        text: "Asked of other services",
        needs: ViewEducation::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/duties", pages::list::page)
            .needs::<ViewEducation>()
            .personal()
            .about("What other services were asked for and have not answered, the longest wait first; ?state= says which"),
        Route::get("/duties.csv", pages::list::csv)
            .needs::<ViewEducation>()
            .personal()
            .about("What other services were asked for, as a CSV file"),
        Route::get("/cases/{id}/duties", pages::case::page)
            .needs::<ViewEducation>()
            .personal()
            .about("Which service is bound to meet each need of a child, and what became of asking it"),
        Route::get("/cases/{id}/duties.csv", pages::case::csv)
            .needs::<ViewEducation>()
            .personal()
            .about("What other services were asked for a child, as a CSV file"),
        Route::post("/cases/{id}/duties", pages::case::ask)
            .needs::<RecordDuty>()
            .personal()
            .about("Records that a service was asked to meet a need")
            .body(|f| drop(form::asked(f))),
        Route::get("/cases/{id}/duties/{duty}", pages::answer::page)
            .needs::<RecordDuty>()
            .personal()
            .about("What became of asking a service"),
        Route::post("/cases/{id}/duties/{duty}", pages::answer::save)
            .needs::<RecordDuty>()
            .personal()
            .about("Records what became of asking a service, and what was given in its place")
            .body(|f| drop(form::answered(f))),
        Route::get("/api/v1/duties", api::list)
            .needs::<ViewEducation>()
            .personal()
            .about("What other services were asked for, the longest wait first; ?state= says which")
            .answers::<api::Duties>(),
        Route::get("/api/v1/duty-services", api::services)
            .needs::<ViewEducation>()
            .about("Services that are bound to meet needs, with the law that binds them")
            .answers::<api::Services>(),
        Route::get("/api/v1/cases/{id}/duties", api::of_case)
            .needs::<ViewEducation>()
            .personal()
            .about("What other services were asked for a child")
            .answers::<api::Duties>(),
        Route::post("/api/v1/cases/{id}/duties", api::ask)
            .needs::<RecordDuty>()
            .personal()
            .about("Records that a service was asked to meet a need")
            .body(|f| drop(form::asked(f)))
            .answers::<api::Duty>(),
        Route::post("/api/v1/cases/{id}/duties/{duty}", api::answer)
            .needs::<RecordDuty>()
            .personal()
            .about("Records what became of asking a service, and what was given in its place")
            .body(|f| drop(form::answered(f)))
            .answers::<api::Duty>(),
    ]
}
