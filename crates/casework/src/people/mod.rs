//! Who people are: names, likeness, and finding somebody without storing a name in the clear.

pub mod model;
pub mod store;

pub(crate) use store::ALL;

use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    Vec::new()
}
