//! Commissioning: who can help, at what price; what was ordered, held and invoiced.

pub mod catalogue;
pub mod competitions;
pub mod delivery;
pub mod invoices;
#[cfg(test)]
mod journey;
pub mod orders;
pub mod providers;
pub mod quality;
#[cfg(test)]
mod testing;
mod theirs;
pub mod words;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 40,
        name: "commissioning",
        sql: include_str!("../migrations/0040_commissioning.sql"),
    },
    Migration { number: 41, name: "vetting", sql: include_str!("../migrations/0041_vetting.sql") },
    Migration {
        number: 331,
        name: "invoice_dispute",
        sql: include_str!("../migrations/0331_invoice_dispute.sql"),
    },
    Migration {
        number: 332,
        name: "quality_concern",
        sql: include_str!("../migrations/0332_quality_concern.sql"),
    },
    Migration { number: 320, name: "competitions", sql: include_str!("../migrations/0320_competitions.sql") },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [outcomes::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        providers::store::ALL,
        &competitions::statements(),
        orders::store::ALL,
        delivery::store::ALL,
        invoices::store::ALL,
        invoices::dispute::store::ALL,
        invoices::compliance::ALL,
        quality::store::ALL,
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        providers::routes(),
        competitions::routes(),
        orders::routes(),
        delivery::routes(),
        invoices::routes(),
        quality::routes(),
    ]
    .concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [orders::nav(), invoices::nav(), providers::nav(), competitions::nav(), quality::nav()].concat()
}
