//! The family picture: who lives or lived with the child, brothers and sisters elsewhere, and who matters, over time.
//!
//! It is drawn, and stands as a table that says the same. It is a record of after adoption: of somebody before adoption it holds what
//! the family calls them and what they are to the child, and nothing by which they, or the child, could be found. The page says so,
//! and what looks like an address, a telephone number or a postcode is refused.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}
