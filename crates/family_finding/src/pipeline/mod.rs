//! The pipeline: how many children wait at each step on the way to adoption, how long each step takes beside the
//! published national averages, the timeliness indicators of the adoption scorecards, alarms for children who wait
//! longer than expected, and what waiting costs.
//!
//! Totals of one agency, for its own people. Nothing here leaves the agency.

mod api;
pub mod cost;
pub mod model;
mod pages;
mod picture;
pub mod published;

use access::{Action, actions::SeePipeline, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/children", pages::page)
            .needs::<SeePipeline>()
            .about("Children on the way to adoption: how many at each step, how long, and who waits too long"),
        Route::get("/children.csv", pages::csv)
            .needs::<SeePipeline>()
            .about("Time at each step and the timeliness indicators as a file"),
        Route::get("/api/v1/pipeline", api::pipeline)
            .needs::<SeePipeline>()
            .about("How many children are at each step on the way to adoption, how long each step takes, and the timeliness indicators")
            .answers::<api::Pipeline>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/children",
        text: "Children waiting",
        needs: SeePipeline::NAME,
        reach: Reach::Agency,
    }]
}

#[cfg(test)]
mod tests;
