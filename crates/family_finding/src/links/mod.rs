//! Links between children and a family: made by people, with what speaks for and against written down, taken
//! from step to step to placement, and ended with a reason. Nobody decides on a link that they made.

pub mod actions;
mod api;
pub mod form;
pub mod model;
pub(crate) mod pages;
pub mod store;

use access::{Action, actions::ViewMatching, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/links", text: "Links", needs: ViewMatching::NAME, reach: Reach::Agency }]
}
