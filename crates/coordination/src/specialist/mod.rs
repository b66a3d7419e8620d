//! A specialist assessment asked of a provider (requirement AS7): what it is to find out, by when, and what came of it.
//!
//! ```text
//! worker: goals, provider, day ── conflict of interest flagged, reason asked ──> provider: takes it, or says no
//!            │                                                                        │
//!            └─ names, once consent covers them ───────────────────────────────────> report and recommendations
//!                                                                                     │
//!                              on the case, beside the assessment <───────────────────┘
//! ```
//!
//! The provider learns what help is needed, without names, on the ground on which orders are placed. Who the child is it reads only
//! once a consent or an agreement covers names and a worker shares them. Whoever assesses and would also deliver has an interest in
//! what they recommend: that is flagged before asking and stands beside the report.

pub mod actions;
mod api;
pub mod form;
pub mod model;
mod pages;
pub mod store;

use access::{
    Action,
    actions::{AnswerSpecialist, AskSpecialist, ViewSpecialist},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    [Reach::Agency, Reach::Own]
        .map(|reach| NavItem {
            href: "/specialist-assessments",
            text: "Specialist assessments",
            needs: ViewSpecialist::NAME,
            reach,
        })
        .into()
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/specialist-assessments", pages::list)
            .needs::<ViewSpecialist>()
            .personal()
            .about("Specialist assessments asked of providers, the soonest due first: ?show=late, or all"),
        Route::get("/specialist-assessments.csv", pages::csv)
            .needs::<ViewSpecialist>()
            .personal()
            .about("Specialist assessments asked of providers, as a CSV file"),
        Route::get("/specialist-assessments/{id}", pages::show)
            .needs::<ViewSpecialist>()
            .personal()
            .about("A specialist assessment: what is asked, and what came of it"),
        Route::post("/specialist-assessments/{id}/answer", pages::answer)
            .needs::<AnswerSpecialist>()
            .personal()
            .about("The provider takes a specialist assessment, or says no")
            .body(|f| drop(form::answered(f))),
        Route::post("/specialist-assessments/{id}/report", pages::report)
            .needs::<AnswerSpecialist>()
            .personal()
            .about("The provider hands in its report and what it recommends")
            .body(|f| drop(form::reported(f))),
        Route::post("/specialist-assessments/{id}/enter-report", pages::enter_report)
            .needs::<AskSpecialist>()
            .personal()
            .about("A worker types in a report that came another way")
            .body(|f| drop(form::reported(f))),
        Route::post("/specialist-assessments/{id}/share-names", pages::share_names)
            .needs::<AskSpecialist>()
            .personal()
            .about("Lets the provider read who the child is, where a consent or an agreement covers it")
            .body(|f| drop(form::version(f))),
        Route::post("/specialist-assessments/{id}/withdraw", pages::withdraw)
            .needs::<AskSpecialist>()
            .personal()
            .about("Withdraws what a provider was asked")
            .body(|f| drop(form::withdrawn(f))),
        Route::get("/cases/{id}/specialist-assessments", pages::of_case)
            .needs::<ViewSpecialist>()
            .personal()
            .about("The specialist assessments of a case, with what they recommend"),
        Route::post("/cases/{id}/specialist-assessments", pages::ask)
            .needs::<AskSpecialist>()
            .personal()
            .about("Asks a provider for a specialist assessment")
            .body(|f| drop(form::asked(f))),
        Route::get("/api/v1/specialist-assessments", api::list)
            .needs::<ViewSpecialist>()
            .personal()
            .about("Specialist assessments asked of providers, the soonest due first: ?show=open, late or all, ?after=CURSOR")
            .answers::<api::SpecialistList>(),
        Route::get("/api/v1/specialist-assessments/{id}", api::show)
            .needs::<ViewSpecialist>()
            .personal()
            .about("A specialist assessment: what is asked, and what came of it")
            .answers::<api::SpecialistBody>(),
        Route::get("/api/v1/cases/{id}/specialist-assessments", api::of_case)
            .needs::<ViewSpecialist>()
            .personal()
            .about("The specialist assessments of a case, newest first: 200 at most")
            .answers::<api::SpecialistList>(),
        Route::post("/api/v1/cases/{id}/specialist-assessments", api::ask)
            .needs::<AskSpecialist>()
            .personal()
            .about("Asks a provider for a specialist assessment. `why` is needed where there is a conflict of interest")
            .body(|f| drop(form::asked(f)))
            .answers::<api::SpecialistBody>(),
        Route::post("/api/v1/specialist-assessments/{id}/answer", api::answer)
            .needs::<AnswerSpecialist>()
            .personal()
            .about("The provider takes a specialist assessment, or says no")
            .body(|f| drop(form::answered(f)))
            .answers::<api::SpecialistBody>(),
        Route::post("/api/v1/specialist-assessments/{id}/report", api::report)
            .needs::<AnswerSpecialist>()
            .personal()
            .about("The provider hands in its report and what it recommends")
            .body(|f| drop(form::reported(f)))
            .answers::<api::SpecialistBody>(),
        Route::post("/api/v1/specialist-assessments/{id}/enter-report", api::enter_report)
            .needs::<AskSpecialist>()
            .personal()
            .about("Keeps a report that came another way")
            .body(|f| drop(form::reported(f)))
            .answers::<api::SpecialistBody>(),
        Route::post("/api/v1/specialist-assessments/{id}/share-names", api::share_names)
            .needs::<AskSpecialist>()
            .personal()
            .about("Lets the provider read who the child is, where a consent or an agreement covers it")
            .body(|f| drop(form::version(f)))
            .answers::<api::SpecialistBody>(),
        Route::post("/api/v1/specialist-assessments/{id}/withdraw", api::withdraw)
            .needs::<AskSpecialist>()
            .personal()
            .about("Withdraws what a provider was asked")
            .body(|f| drop(form::withdrawn(f)))
            .answers::<api::SpecialistBody>(),
    ]
}
