//! Complaints about how data is used. From 19 June 2026, as reported, the Data (Use and Access) Act 2025
//! asks for an easy way to complain, an acknowledgement within 30 days and an answer without undue delay.
//! The acknowledgement is a promise with a clock.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

pub(crate) use pages::{due, state_tag};
pub(crate) use store::ALL;

use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}
