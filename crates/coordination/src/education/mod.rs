//! The education thread of a child (requirement PL9): school, designated teacher, virtual school, special educational needs and the plan for them,
//! Pupil Premium Plus, attendance, exclusions and the way to the next school; and the time that workers spend speaking up for the child there.

pub mod actions;
mod api;
pub mod form;
pub mod model;
mod pages;
pub mod store;

use access::{
    Action,
    actions::{RecordEducation, ViewEducation},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/education-reviews",
        text: "Reviews at school",
        needs: ViewEducation::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/education", pages::page).needs::<ViewEducation>().personal().about(
            "A child's schooling: what is so now, what happened, what is due, and the time spent on advocacy",
        ),
        Route::get("/cases/{id}/education.csv", pages::csv)
            .needs::<ViewEducation>()
            .personal()
            .about("What happened at a child's school, and the time spent on advocacy, as a CSV file"),
        Route::get("/cases/{id}/education/edit", pages::edit)
            .needs::<RecordEducation>()
            .personal()
            .about("A child's schooling as it is now, to be written"),
        Route::post("/cases/{id}/education/edit", pages::save)
            .needs::<RecordEducation>()
            .personal()
            .about("Saves a child's schooling as it is now")
            .body(|f| drop(form::schooling(f))),
        Route::post("/cases/{id}/education", pages::add)
            .needs::<RecordEducation>()
            .personal()
            .about("Records what happened at school, or time spent on advocacy")
            .body(|f| drop(form::event(f))),
        Route::post("/cases/{id}/education-events/{happened}/standing", pages::stand)
            .needs::<RecordEducation>()
            .personal()
            .about("Takes something out of what happened at school, or puts it back")
            .body(|f| drop(form::standing(f))),
        Route::get("/education-reviews", pages::reviews)
            .needs::<ViewEducation>()
            .personal()
            .about("Reviews of education, health and care plans, the next first"),
        Route::get("/education-reviews.csv", pages::reviews_csv)
            .needs::<ViewEducation>()
            .personal()
            .about("Reviews of education, health and care plans as a CSV file"),
        Route::get("/api/v1/cases/{id}/education", api::show)
            .needs::<ViewEducation>()
            .personal()
            .about("A child's schooling, what happened, what is due, and the time spent on advocacy")
            .answers::<api::EducationBody>(),
        Route::post("/api/v1/cases/{id}/education", api::save)
            .needs::<RecordEducation>()
            .personal()
            .about("Saves a child's schooling as it is now; `version` is 0 when nothing was saved before")
            .body(|f| drop(form::schooling(f)))
            .answers::<api::EducationBody>(),
        Route::post("/api/v1/cases/{id}/education-events", api::add)
            .needs::<RecordEducation>()
            .personal()
            .about("Records what happened at school, or time spent on advocacy")
            .body(|f| drop(form::event(f)))
            .answers::<api::EducationBody>(),
        Route::get("/api/v1/education-reviews", api::reviews)
            .needs::<ViewEducation>()
            .personal()
            .about("Reviews of education, health and care plans, the next first")
            .answers::<api::Reviews>(),
    ]
}
