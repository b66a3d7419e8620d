//! Cases: the support of one child and their family over time. The case page shows
//! what was promised, what is planned and what happened.

pub mod actions;
pub mod frame;
pub mod levels;
pub mod store;

use ::store::Sql;
use page::{NavItem, Route};

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [store::ALL, levels::ALL].concat()
}

/// Figures that cases feed.
pub mod measures {
    /// Cases opened, by council, in the month they were opened.
    pub const OPENED: &str = "cases-opened";
    /// Cases closed, by council, in the month they were closed.
    pub const CLOSED: &str = "cases-closed";
    /// A running balance by level (the part): the sum over all months is how many cases
    /// are open at that level now.
    pub const AT_LEVEL: &str = "cases-at-level";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    Vec::new()
}
