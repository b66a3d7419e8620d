//! The family picture: who lives or lived with the child, brothers and sisters elsewhere, and who matters, over time.
//!
//! It is drawn, and stands as a table that says the same. It is a record of after adoption: of somebody before adoption it holds a
//! first name, as the family says it, and what they are to the child. Nothing by which they, or the child, could be found is to stand
//! there: the page says so, and a postcode, an email address or a longer number is refused. Words that name a street, a town or a
//! school are not recognised; whoever writes leaves them out.

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
