//! How long records are kept, and how they end (requirement AC4). A job works out when the time of each closed
//! record is over and puts it up for review. Nothing is destroyed by itself: one person proposes it, another
//! approves it, a hold stops both, and a certificate stays.

pub mod actions;
mod api;
pub mod erase;
pub mod job;
pub mod model;
mod pages;
pub mod store;

pub(crate) use store::ALL;

use access::{Action, actions::ViewRetention, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/retention",
        text: "Keeping records",
        needs: ViewRetention::NAME,
        reach: Reach::Agency,
    }]
}
