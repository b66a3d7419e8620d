//! Trust: the pages on which people keep the record safe. The rules themselves live in
//! `access`, where no grant can be made around them; here they are seen, used and answered for.

pub mod complaints;
pub mod consent;
pub mod corrections;
pub mod retention;
pub mod rights;
pub mod sharing;
pub mod subject_access;
mod words;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 140, name: "rights", sql: include_str!("../migrations/0140_rights.sql") }];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [insight::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [complaints::ALL, corrections::ALL, retention::ALL, subject_access::ALL].concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        complaints::routes(),
        consent::routes(),
        corrections::routes(),
        retention::routes(),
        rights::routes(),
        sharing::routes(),
        subject_access::routes(),
    ]
    .concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [sharing::nav(), rights::nav(), retention::nav()].concat()
}

#[cfg(test)]
mod tests {
    /// Every statement runs on both engines.
    #[tokio::test(flavor = "multi_thread")]
    async fn both_engines_understand_every_statement() {
        for desk in testkit::both(super::schema()).await {
            for sql in [access::all_statements(), super::all_statements()].concat() {
                assert_eq!(desk.db.prepares(sql).await, Ok(()), "{} on {:?}", sql.name, desk.db.engine());
            }
        }
    }
}
