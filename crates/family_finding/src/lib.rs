//! Finding families: children who wait, adopters who are ready, and the way from one to the other.

pub mod adopters;
pub mod links;
pub mod matching;
pub mod recruitment;
mod shared;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 85,
        name: "adopters_and_children",
        sql: include_str!("../migrations/0085_adopters_and_children.sql"),
    },
    Migration { number: 86, name: "links", sql: include_str!("../migrations/0086_links.sql") },
    Migration { number: 87, name: "recruitment", sql: include_str!("../migrations/0087_recruitment.sql") },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [casework::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [adopters::store::ALL, matching::store::ALL, links::store::ALL, recruitment::store::ALL].concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [adopters::routes(), matching::routes(), links::routes(), recruitment::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [matching::nav(), links::nav(), adopters::nav(), recruitment::nav()].concat()
}
