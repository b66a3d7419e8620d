//! Independent support for birth parents (BF1): offered, answered, offered again after a while, taken up.
//!
//! It is kept apart from the child's worker. The table of permissions gives it to duty workers and team managers and not to
//! social workers, among whom the child's worker is. A rule that asked whose child it is would tell a worker, by refusing
//! them, that this is the birth family of a child they know.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

use access::{Action, actions::ViewBirthSupport, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/birth-support",
        text: "Support for birth parents",
        needs: ViewBirthSupport::NAME,
        reach: Reach::Agency,
    }]
}
