//! Reviews of plans: on time, at transitions, and when a family member or the young person asks.
//!
//! Asking starts a promise. It ends with a review that was held (who was there, what changed, what the child said, when the plan is
//! looked at next) or with a reason why not, which whoever asked reads. The plan's own review date moves with each review.

pub mod actions;
mod api;
pub mod model;
mod pages;
pub mod store;

use access::{Action, actions::ListReviews, permissions::Reach};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/reviews",
        text: "Reviews of plans",
        needs: ListReviews::NAME,
        reach: Reach::Agency,
    }]
}
