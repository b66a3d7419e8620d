//! What families and providers see.

use page::{NavItem, Route};
use store::Sql;

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    Vec::new()
}

/// The pages of this crate.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    Vec::new()
}
