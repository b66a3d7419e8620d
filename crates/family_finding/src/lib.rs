//! Finding families: children who wait, adopters who are ready, and the way from one to the other.
//!
//! ```text
//! statutory returns (SSDA903) ─> returns903 ─> children ─> pipeline
//! ```

pub mod children;
pub mod pipeline;
pub mod returns903;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 80, name: "children", sql: include_str!("../migrations/0080_children.sql") }];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [casework::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [children::store::ALL, returns903::store::ALL, pipeline::published::ALL].concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [pipeline::routes(), children::routes(), returns903::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [pipeline::nav()].concat()
}

#[cfg(test)]
mod testing {
    //! The tables that tests of this crate stand on: its own, and the published figures of `insight`.

    use store::Migration;

    /// Everything that a page of this crate reads.
    pub(crate) fn schema() -> Vec<Migration> {
        [insight::schema(), crate::MIGRATIONS.to_vec()].concat()
    }

    /// Every statement runs on both engines.
    #[tokio::test(flavor = "multi_thread")]
    async fn both_engines_understand_every_statement() {
        for desk in testkit::both(schema()).await {
            for sql in crate::all_statements() {
                assert_eq!(desk.db.prepares(sql).await, Ok(()), "{} on {:?}", sql.name, desk.db.engine());
            }
        }
    }
}
