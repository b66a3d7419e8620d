//! Finding a relative for somebody, and asking whether they want contact (AA2): stopped or allowed by vetoes and the law;
//! contact only if both want it.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

use page::Route;

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}
