//! Sharing agreements between organisations, and the managers' look at safeguarding exceptions
//! (requirement AC2). The rules are in [`access::consent`].

pub mod actions;
mod api;
mod pages;

use access::{Action, actions::ViewSharing, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/sharing",
        text: "Sharing agreements",
        needs: ViewSharing::NAME,
        reach: Reach::Agency,
    }]
}
