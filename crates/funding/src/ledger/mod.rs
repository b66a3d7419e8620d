//! The ledger: every pound of a fund, balanced to the penny.

pub mod account;
pub mod api;
pub mod model;
pub mod pages;
pub mod store;

use access::{actions::ViewLedger, permissions::Reach};
use page::{NavItem, Route};

pub(crate) use store::ALL;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    use access::Action;
    vec![NavItem { href: "/ledger", text: "Ledger", needs: ViewLedger::NAME, reach: Reach::Agency }]
}
