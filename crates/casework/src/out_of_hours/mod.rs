//! Who answers in the evening, at night and at weekends, by the family's area (requirement FD6; S2, section 8: the limits of a
//! duty service are made plain, with signposting to services that answer out of hours, which differ from council to council).
//! A manager writes a card; each change is a version with the day from which it holds. Anybody reads the one that holds.

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::actions::{KeepOutOfHours, ViewOutOfHours};
use page::Route;
pub use pages::shown;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/out-of-hours", pages::public)
            .public()
            .about("Who answers in the evening, at night and at weekends, by council or postcode area"),
        Route::get("/out-of-hours-cards", pages::list)
            .needs::<ViewOutOfHours>()
            .about("The cards that say who answers out of hours, and where none is written"),
        Route::get("/out-of-hours-cards.csv", pages::file)
            .needs::<ViewOutOfHours>()
            .about("The cards that hold as a CSV file"),
        Route::get("/out-of-hours-cards/{code}", pages::one).needs::<ViewOutOfHours>().about(
            "A card with its versions: of the agency, of a council by its code, or of a postcode area",
        ),
        Route::post("/out-of-hours-cards/{code}", pages::write)
            .needs::<KeepOutOfHours>()
            .about("Write a new version of a card")
            .body(|f| drop(form::text(f))),
        Route::get("/api/v1/out-of-hours-cards", api::list)
            .needs::<ViewOutOfHours>()
            .about("The cards that hold today")
            .answers::<api::OutOfHoursCards>(),
        Route::post("/api/v1/out-of-hours-cards/{code}", api::write)
            .needs::<KeepOutOfHours>()
            .about("Write a new version of a card")
            .body(|f| drop(form::text(f)))
            .answers::<api::OutOfHoursCards>(),
    ]
}
