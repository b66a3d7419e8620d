//! Other plans that a child has (requirement PL3): an education, health and care plan, a child in need plan and so on, who leads each, when it is
//! reviewed, and how the support plan stands to it, so that nobody does a thing twice and nothing falls between two plans.

pub mod actions;
mod api;
pub mod form;
pub mod model;
pub(crate) mod pages;
pub mod store;

use access::actions::EditPlan;
use page::Route;

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/other-plans", pages::page)
            .needs::<EditPlan>()
            .personal()
            .about("Other plans that a child has, and how the support plan stands to each"),
        Route::get("/cases/{id}/other-plans.csv", pages::csv)
            .needs::<EditPlan>()
            .personal()
            .about("Other plans that a child has, as a CSV file"),
        Route::post("/cases/{id}/other-plans", pages::add)
            .needs::<EditPlan>()
            .personal()
            .about("Adds another plan that a child has")
            .body(|f| drop(form::plan(f))),
        Route::get("/cases/{id}/other-plans/{beside}", pages::edit)
            .needs::<EditPlan>()
            .personal()
            .about("One other plan of a child, to be changed or taken out"),
        Route::post("/cases/{id}/other-plans/{beside}", pages::save)
            .needs::<EditPlan>()
            .personal()
            .about("Changes another plan of a child")
            .body(|f| drop(form::change(f))),
        Route::get("/api/v1/cases/{id}/other-plans", api::list)
            .needs::<EditPlan>()
            .personal()
            .about("Other plans that a child has, and how the support plan stands to each")
            .answers::<api::OtherPlans>(),
        Route::post("/api/v1/cases/{id}/other-plans", api::add)
            .needs::<EditPlan>()
            .personal()
            .about("Adds another plan that a child has")
            .body(|f| drop(form::plan(f)))
            .answers::<api::OtherPlanBody>(),
        Route::post("/api/v1/cases/{id}/other-plans/{beside}", api::change)
            .needs::<EditPlan>()
            .personal()
            .about("Changes another plan of a child; `ended` takes it out")
            .body(|f| drop(form::change(f)))
            .answers::<api::OtherPlanBody>(),
    ]
}
