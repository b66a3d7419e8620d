//! First contact: enquiries, the duty queue and what happens to each of them.

pub mod model;

use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    Vec::new()
}
