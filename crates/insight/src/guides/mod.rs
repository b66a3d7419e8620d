//! How far practice guides are kept (requirement AS10): for each duty that a guide names, how many of its promises were kept in time and how many
//! late in a financial year. From the figures that change with each promise; small numbers are protected before anybody sees them, for the page is made
//! to be shown to the partners.

mod api;
mod model;
mod pages;
#[cfg(test)]
mod tests;

use access::{Action, actions::SeeAgencyFigures, permissions::Reach};
use page::{NavItem, Route};

pub(crate) use model::ALL;

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/practice-guides",
        text: "Practice guides",
        needs: SeeAgencyFigures::NAME,
        reach: Reach::Agency,
    }]
}

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/practice-guides", pages::page)
            .needs::<SeeAgencyFigures>()
            .about("Practice guides: who does what by when, and how far it is kept, protected; ?year= says in which financial year"),
        Route::get("/practice-guides.csv", pages::csv)
            .needs::<SeeAgencyFigures>()
            .about("Practice guides and how far they are kept, protected, as a CSV file"),
        Route::get("/api/v1/practice-guides", api::show)
            .needs::<SeeAgencyFigures>()
            .about("Practice guides and how far they are kept in a financial year, protected; ?year= says which")
            .answers::<api::PracticeGuides>(),
    ]
}
