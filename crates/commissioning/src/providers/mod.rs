//! Approved providers and their price list (requirement CM1, thin). The list is one for the whole
//! country: a provider approved once is recognised by every agency.

pub mod model;
mod pages;
pub mod store;

use access::{Action as _, actions::ListProviders, permissions::Reach};
use page::{NavItem, Route};

/// Pages of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/providers", pages::list)
            .needs::<ListProviders>()
            .about("Approved providers with their therapies and prices"),
        Route::get("/providers.csv", pages::csv)
            .needs::<ListProviders>()
            .about("Approved providers and their prices as a CSV file"),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/providers", text: "Providers", needs: ListProviders::NAME, reach: Reach::Agency }]
}
