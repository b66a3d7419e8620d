//! Cases: the support of one child and their family over time. The case page shows
//! what was promised, what is planned and what happened.

pub mod frame;
pub mod store;

use page::{NavItem, Route};

pub(crate) use store::ALL;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    Vec::new()
}
