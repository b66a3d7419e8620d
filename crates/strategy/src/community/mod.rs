//! The community of practice (requirement CP1; S1 section 2.5): people of different agencies, and providers where a topic is
//! open to them, share tools, standards, guidance and examples, and talk about them, topic by topic.
//!
//! ```text
//! topic (an agency opens it, and answers for it)
//!   ├─ shared documents ── versions, each with what changed; looked at again by a day
//!   └─ posts ── answers
//!         │
//!       check: could these words lead to a family?
//!         ├─ no ──> readers see it
//!         └─ yes, and its author wants it so ──> a moderator of the topic's agency lets it through, returns it, takes it out
//! ```
//!
//! No family's record is read here and nothing is drawn from one. Who reads a topic is decided in one place,
//! `access::shared_with!`, for single records as for lists. Words are sealed and found by keyed hashes.

mod actions;
mod api;
mod check;
mod form;
mod model;
mod pages;
mod plant;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use plant::{Cast, Member, plant};
pub(crate) use store::statements;

use access::{Action, actions::ReadCommunity, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Its link: providers' people have no other room of this crate, so that it stands by itself.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/community", text: "Community", needs: ReadCommunity::NAME, reach: Reach::Shared }]
}
