//! Messages between one member of a family and the team that supports them.
//!
//! Each member has a thread of their own in a case, which nobody else of the family reads: not the other parent, not the
//! child, not their brothers and sisters. A message starts a promise: an answer within the days that `data/promises.csv` or the
//! agency gives. Whoever of the team is there can answer. Mails say that there is a message, and nothing of it.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

pub use pages::{draw, named};

use access::{Action, actions::AnswerMessages, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/messages", text: "Messages", needs: AnswerMessages::NAME, reach: Reach::Agency }]
}
