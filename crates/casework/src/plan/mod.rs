//! The support plan: a living document with versions, owners and a named coordinator.

pub mod model;
pub mod store;

use page::Route;

pub(crate) use store::ALL;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
