//! Cost shifted (requirement PL10): how many children other services left to adoption support, and what it paid in their place, by integrated care
//! board and by council. Small numbers are protected before anybody sees them, the agency's own people too: the page is made to be shown to those
//! services.

mod api;
mod model;
mod pages;
#[cfg(test)]
mod tests;

pub(crate) use model::year_of;

use access::{Action, actions::SeeDuties, permissions::Reach};
use page::{NavItem, Route};

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/cost-shifted",
        text: "Cost shifted",
        needs: SeeDuties::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cost-shifted", pages::page)
            .needs::<SeeDuties>()
            .about("What other services left to adoption support in a financial year, protected; ?year= says which"),
        Route::get("/cost-shifted.csv", pages::csv)
            .needs::<SeeDuties>()
            .about("What other services left to adoption support, protected, as a CSV file"),
        Route::get("/api/v1/cost-shifted", api::show)
            .needs::<SeeDuties>()
            .about("What other services left to adoption support in a financial year, protected; ?year= says which")
            .answers::<api::CostShifted>(),
    ]
}
