//! Families who are approved and ready: what they can offer, whether they are free, and, apart and behind an
//! action of its own, the sensitive reasons behind an offer.
//!
//! A household belongs to the agency that approved it. Other agencies see it in suggestions alone, without
//! name and address and with its region in place of its council, and only once the family agreed to that: so all
//! families in England are looked at at once, never one pool after the other.

pub mod actions;
mod api;
pub mod form;
pub mod model;
pub(crate) mod pages;
pub mod store;

use access::{Action, actions::ViewAdopters, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/adopters", text: "Adopters", needs: ViewAdopters::NAME, reach: Reach::Agency }]
}
