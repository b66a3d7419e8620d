//! One person who was recorded twice: proposed by one, decided by another, and undone as if it had never been.
//!
//! A merge is a pointer. Neither record is changed or moved: while it stands, pages of the other record name the kept person and lead
//! to their cases, and a search finds the kept one. Undoing it ends the pointer. What was written in between stands in the case in which it
//! was written, and goes with that case.
//!
//! Both records are of after adoption, by their type: a record of before adoption is no `Person` and is not found here. What the sealed
//! link of either leads to stays as it was, and is neither read nor told.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::{Action, actions::ProposeMerge, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub(super) fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub(super) fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/same-person",
        text: "Recorded twice",
        needs: ProposeMerge::NAME,
        reach: Reach::Agency,
    }]
}
