//! Assessment of need on a national framework that is data, not a form.

pub mod model;
pub mod store;

use page::Route;

pub(crate) use store::ALL;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
