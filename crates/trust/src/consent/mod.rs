//! Consent (requirement AC2): what a family is asked, what it says, what it takes back, and what was
//! shared. The rules are in [`access::consent`]; here people ask, answer, withdraw and read.

pub mod actions;
mod api;
mod family;
mod pages;

pub(crate) use pages::{linked, provider_items};

use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), family::routes(), api::routes()].concat()
}

#[cfg(test)]
pub(crate) mod testing;
