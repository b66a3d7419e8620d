//! Adults who were adopted ask for their records (AA1): by which legal route, from whom, with what counselling; what
//! was found and what was shared.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

use access::{Action, actions::ListAdults, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/adults", text: "Adopted adults", needs: ListAdults::NAME, reach: Reach::Agency }]
}
