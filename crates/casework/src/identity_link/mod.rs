//! The one gate in the wall of adoption: a manager opens the sealed link from a child's
//! record to the one on the other side, says why, and sees it for one view. The rules and
//! the table stand in [`access::walls`]; here are the pages and what they show.

pub mod actions;
mod pages;

#[cfg(test)]
mod tests;

use page::Route;

pub(crate) use actions::ALL;

/// Pages of this room. Machines have none: a link is opened by a person who signed in.
pub fn routes() -> Vec<Route> {
    pages::routes()
}
