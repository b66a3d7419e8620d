//! The letterbox (ST2): letters between the two sides of an adoption. Each is expected, received, checked by a person,
//! passed on, and read; what does not come is asked about.
//!
//! What is passed on is always words that a person has read: never a file, because a scan or a photograph carries more
//! than one sees (a postmark, a school badge, the place where it was taken).

pub mod actions;
mod api;
pub mod job;
mod known;
pub mod model;
pub(crate) mod pages;
pub mod store;

use access::{
    Action,
    actions::{CheckLetters, UseLetterbox},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    vec![
        NavItem { href: "/letterbox", text: "Letterbox", needs: CheckLetters::NAME, reach: Reach::Agency },
        NavItem { href: "/my/letterbox", text: "Letters", needs: UseLetterbox::NAME, reach: Reach::Own },
    ]
}
