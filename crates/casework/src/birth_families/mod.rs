//! Birth relatives as people who are served: birth parents, brothers and sisters placed
//! elsewhere, others who matter, and children as they were before adoption.
//!
//! Everything here is on the side of the wall before adoption and stands in tables of its
//! own: no list, search or count of this room meets anybody of an adoptive family, and
//! nothing of theirs is read here. The one gate is [`crate::identity_link`].

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

use access::{Action, actions::ListBirthFamilies, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/birth-families",
        text: "Birth families",
        needs: ListBirthFamilies::NAME,
        reach: Reach::Agency,
    }]
}
