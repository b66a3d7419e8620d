//! The support plan: a living document with versions, owners and a named coordinator.

pub mod model;

use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
