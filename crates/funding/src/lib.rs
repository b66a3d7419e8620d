//! Funding: the rules of the day, applications drafted from the record, and a ledger that cannot be overspent.
//!
//! ```text
//! schemes (rules by date) ──> applications ──> limits (a child's year)
//!                                  │      └──> ledger (an agency's year) <── payments
//!                                                   └──< allocations (its grant letters)
//! formula (what if a national pot were shared out by counts and weights)
//! ```

pub mod allocations;
pub mod applications;
pub mod formula;
pub mod ledger;
pub mod limits;
pub mod payments;
#[cfg(test)]
mod races;
pub mod schemes;
#[cfg(test)]
mod testing;
mod words;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 50, name: "funding", sql: include_str!("../migrations/0050_funding.sql") },
    Migration { number: 51, name: "allocation", sql: include_str!("../migrations/0051_allocation.sql") },
    Migration {
        number: 300,
        name: "approved_in_year",
        sql: include_str!("../migrations/0300_approved_in_year.sql"),
    },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [commissioning::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [applications::statements(), ledger::ALL.to_vec(), allocations::store::ALL.to_vec(), limits::ALL.to_vec()]
        .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        applications::routes(),
        ledger::routes(),
        allocations::routes(),
        payments::routes(),
        schemes::pages::routes(),
    ]
    .concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [applications::nav(), ledger::nav()].concat()
}
