//! Outcomes: the goals that families set and how they are rated over time, and the measures that are asked of them.

pub mod goals;
pub mod measures;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 30, name: "outcomes", sql: include_str!("../migrations/0030_outcomes.sql") },
    Migration {
        number: 233,
        name: "private_ratings",
        sql: include_str!("../migrations/0233_private_ratings.sql"),
    },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [casework::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    goals::ALL.to_vec()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [goals::routes(), measures::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    goals::nav()
}
