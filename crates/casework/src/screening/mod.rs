//! Screening tools within an assessment (requirement AS5): which was used, for what, filled in by whom, and what it gave. The result
//! stands beside the parts it speaks to, with what it can not say. It changes nothing by itself: no recommendation reads it.

pub mod actions;
mod api;
pub mod form;
pub mod model;
pub(crate) mod pages;
pub mod store;

use access::actions::{EditAssessment, ViewAssessment};
use page::Route;

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/screening-tools", pages::tools::page)
            .needs::<ViewAssessment>()
            .about("The screening tools: what each is for, what it can not say, and who holds the rights"),
        Route::get("/screening-tools.csv", pages::tools::csv)
            .needs::<ViewAssessment>()
            .about("The screening tools as a CSV file"),
        Route::get("/assessments/{id}/screenings", pages::list::page)
            .needs::<ViewAssessment>()
            .personal()
            .about("What screening tools gave within an assessment; ?tool= opens the form of one"),
        Route::get("/assessments/{id}/screenings.csv", pages::list::csv)
            .needs::<ViewAssessment>()
            .personal()
            .about("What screening tools gave within an assessment, as a CSV file"),
        Route::post("/assessments/{id}/screenings", pages::list::record)
            .needs::<EditAssessment>()
            .personal()
            .about("Records what a screening tool gave")
            .body(form::describe),
        Route::post("/assessments/{id}/screenings/{screening}/standing", pages::list::stand)
            .needs::<EditAssessment>()
            .personal()
            .about("Takes what a screening tool gave out of a draft, or puts it back")
            .body(|f| drop(form::standing(f))),
        Route::get("/api/v1/screening-tools", api::tools)
            .needs::<ViewAssessment>()
            .about("The screening tools: what each is for, what it can not say, and who holds the rights")
            .answers::<api::Tools>(),
        Route::get("/api/v1/assessments/{id}/screenings", api::list)
            .needs::<ViewAssessment>()
            .personal()
            .about("What screening tools gave within an assessment")
            .answers::<api::Screenings>(),
        Route::post("/api/v1/assessments/{id}/screenings", api::record)
            .needs::<EditAssessment>()
            .personal()
            .about("Records what a screening tool gave: `scale.CODE` for each of its scales, or `total`")
            .body(form::describe)
            .answers::<api::ScreeningBody>(),
        Route::post("/api/v1/assessments/{id}/screenings/{screening}/standing", api::stand)
            .needs::<EditAssessment>()
            .personal()
            .about("Takes what a screening tool gave out of a draft (`out`), or puts it back (`kept`)")
            .body(|f| drop(form::standing(f)))
            .answers::<api::ScreeningBody>(),
    ]
}
