//! Drop-in and surgery times, booked the same day and without an assessment (requirement FD5; S2, sections 8 and 9a): an
//! agency publishes sessions, anybody books a time in them, a worker holds the visit, and one step makes it an enquiry that
//! nobody has to tell again.
//!
//! ```text
//! worker: publish ─> session with times ─> family, adopted adult, anybody, or a worker for them: book
//!                                              │   a link moves or cancels it
//!                                              └─> day list ─> came or not, what was said ─> enquiry
//! ```

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::{
    Action,
    actions::{BookDropIns, ViewDropIns},
    permissions::Reach,
};
use page::{NavItem, Route};

/// What a link to a booking is for, in `access::links`.
pub const PURPOSE: &str = "drop-in";

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem { href: "/drop-ins", text: "Drop-ins", needs: ViewDropIns::NAME, reach: Reach::Agency },
        NavItem { href: "/my/drop-ins", text: "Drop-ins", needs: BookDropIns::NAME, reach: Reach::Own },
    ]
}
