//! The Children's Guide to adoption support (requirement FP2; National Minimum Standard 18.6): what the service sets out to do, how a
//! child finds out their rights and reaches a reviewing officer, the Children's Commissioner, Ofsted and an advocate, in words that
//! fit their age. A text comes with Hearth in two readings; an agency writes versions of its own, each from a day on. Anybody reads the
//! one that holds. That a child was given it, in which version and how, is recorded, and who was not given it yet is a list.

pub mod actions;
mod api;
mod case;
mod draw;
pub mod form;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::{
    Action,
    actions::{GiveGuide, KeepGuides, ViewGuides},
    permissions::Reach,
};
pub use draw::{helpers, shown};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [public_and_texts(), given(), api::routes()].concat()
}

fn public_and_texts() -> Vec<Route> {
    vec![
        Route::get("/childrens-guide", pages::public).public().about(
            "The Children’s Guide to adoption support, to read and to print: `?reading=younger` for a younger child with an adult",
        ),
        Route::get("/childrens-guides", pages::list)
            .needs::<ViewGuides>()
            .personal()
            .about("The texts of the Children’s Guide that hold, and which children were not given it yet"),
        Route::get("/childrens-guides.csv", pages::file)
            .needs::<ViewGuides>()
            .about("The texts that hold as a CSV file, with where each part comes from"),
        Route::get("/childrens-guides/younger", pages::younger)
            .needs::<ViewGuides>()
            .about("The guide for younger children with its versions"),
        Route::get("/childrens-guides/older", pages::older)
            .needs::<ViewGuides>()
            .about("The guide from about 11 with its versions"),
        Route::post("/childrens-guides/younger", pages::write_younger)
            .needs::<KeepGuides>()
            .about("Preview or save a version of the guide for younger children")
            .body(|f| drop(form::text(f))),
        Route::post("/childrens-guides/older", pages::write_older)
            .needs::<KeepGuides>()
            .about("Preview or save a version of the guide from about 11")
            .body(|f| drop(form::text(f))),
        Route::get("/childrens-guides/not-given.csv", pages::not_given_file)
            .needs::<ViewGuides>()
            .personal()
            .about("Children with support who were not given the guide yet, as a CSV file"),
    ]
}

fn given() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/childrens-guide", case::page)
            .needs::<GiveGuide>()
            .personal()
            .about("When the child of a case was given the Children’s Guide, and how"),
        Route::get("/cases/{id}/childrens-guide.csv", case::file)
            .needs::<GiveGuide>()
            .personal()
            .about("The same as a CSV file"),
        Route::post("/cases/{id}/childrens-guide", case::give)
            .needs::<GiveGuide>()
            .personal()
            .about("Record that the Children’s Guide was given")
            .body(|f| drop(form::given(f))),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/childrens-guides",
        text: "Children’s Guide",
        needs: ViewGuides::NAME,
        reach: Reach::Agency,
    }]
}
