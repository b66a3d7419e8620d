//! The rhythm of a family's support over the years: how much there was, what was needed, what was given, when it was hard,
//! what happened in life, and who was in touch; as a picture, and the same as a table (requirements PL4 and PL5).
//!
//! It reads what other rooms keep, and keeps nothing of its own. However much has happened, it takes the same few
//! statements; the words of the timeline are not opened.

mod api;
pub mod model;
pub(crate) mod pages;
mod read;
#[cfg(test)]
mod tests;

use access::actions::ViewRhythm;
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/rhythm", pages::case::page)
            .needs::<ViewRhythm>()
            .personal()
            .about("A family's support over the years, as a picture and as a table"),
        Route::get("/cases/{id}/rhythm.csv", pages::case::csv)
            .needs::<ViewRhythm>()
            .personal()
            .about("The same as a CSV file"),
        Route::get("/my/rhythm", pages::my::page)
            .needs::<ViewRhythm>()
            .personal()
            .about("What lies ahead for a family and its support over the years, in plain words; ?case= says of which child"),
        Route::get("/api/v1/cases/{id}/rhythm", api::of_case)
            .needs::<ViewRhythm>()
            .personal()
            .about("What happened in a case over the years, by lane")
            .answers::<api::RhythmView>(),
    ]
}
