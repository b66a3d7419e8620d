//! Assessment of need on a national framework that is data, not a form.

pub mod model;

use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
