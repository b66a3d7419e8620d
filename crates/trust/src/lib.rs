//! Trust: the pages on which people keep the record safe. The rules themselves live in
//! `access`, where no grant can be made around them; here they are seen, used and answered for.

pub mod consent;
pub mod sharing;
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
    Vec::new()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [consent::routes(), sharing::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    sharing::nav()
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
