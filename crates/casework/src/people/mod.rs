//! Who people are: names, likeness, and finding somebody without storing a name in the clear.

mod api;
pub mod links;
pub mod model;
mod pages;
pub mod same;
pub mod side;
pub mod store;

use access::{Action, actions::SearchPeople, permissions::Reach};
use page::{NavItem, Route};
pub(crate) use pages::fields;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes(), same::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    let find =
        NavItem { href: "/people", text: "Find a person", needs: SearchPeople::NAME, reach: Reach::Agency };
    [vec![find], same::nav()].concat()
}
