//! First contact: enquiries, the duty queue and what happens to each of them
//! (requirements FD1 to FD4).
//!
//! ```text
//! /ask (the public) ─┐
//!                    ├─> enquiry ─> duty queue ─> advise, signpost, close
//! /enquiries/new ────┘      │                └──> allocate ─> people, case
//!                           └─ promises: advice call, then assessment
//! ```

pub mod actions;
mod api;
pub mod form;
pub(crate) mod guard;
pub mod later;
pub mod model;
pub(crate) mod pages;
pub mod store;
pub mod team_queue;

use access::{Action, actions::ListEnquiries, permissions::Reach};
use page::{NavItem, Route};

/// Figures that this room feeds.
pub mod measures {
    /// Enquiries received, by the council where the family lives.
    pub const ENQUIRIES: &str = "enquiries";
    /// Enquiries received; the part is the channel.
    pub const ENQUIRIES_BY_CHANNEL: &str = "enquiries-by-channel";
    /// How many services had heard the stories before, summed over enquiries (FD2).
    pub const STORIES_RETOLD: &str = "stories-retold";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes(), team_queue::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/enquiries", text: "Enquiries", needs: ListEnquiries::NAME, reach: Reach::Agency }]
}
