//! Contact plans (ST1, ST6): who stays in touch with an adopted child, how, how often, and what each side wishes.
//!
//! A plan has a neutral half and two faces; see the head of the crate. `wire` keeps the neutral half, `faces` the
//! two sides, each in statements of its own, and `reach` is the one way from the wire to a side.

pub mod actions;
mod api;
pub mod faces;
pub mod form;
pub mod model;
pub(crate) mod pages;
pub mod reach;
pub mod wire;

use access::{Action, actions::ListContact, permissions::Reach};
use page::{NavItem, Route};
use store::Sql;

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/contact-plans",
        text: "Contact plans",
        needs: ListContact::NAME,
        reach: Reach::Agency,
    }]
}

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [wire::ALL, faces::after::ALL, faces::before::ALL].concat()
}
