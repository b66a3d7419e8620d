//! Goals in a family's own words, rated over time by parent and child (requirement OU1).

pub mod actions;
mod api;
pub mod history;
pub mod model;
mod pages;
pub mod store;

pub(crate) use store::ALL;

use page::{NavItem, Route};

/// Figures that goals feed; the part says who rated: `parent` or `child`.
pub mod measures {
    /// The sum, over every series of ratings, of the last minus the first, in the month
    /// that the rating which moved it speaks of.
    pub const CHANGE_SUM: &str = "goal-change-sum";
    /// How many series have ratings of at least two days.
    pub const CHANGE_COUNT: &str = "goal-change-count";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}

/// Links for the navigation: goals are reached from their case.
pub fn nav() -> Vec<NavItem> {
    Vec::new()
}
