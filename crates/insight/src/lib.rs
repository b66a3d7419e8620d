//! Insight: the agency's figures, the council's, the nation's, and those that others published.

pub mod published;
pub mod suppression;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 60, name: "insight", sql: include_str!("../migrations/0060_insight.sql") }];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [funding::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    Vec::new()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    Vec::new()
}
