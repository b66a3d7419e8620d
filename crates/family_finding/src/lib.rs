//! Finding families: children who wait, adopters who are ready, and the way from one to the other.
//!
//! ```text
//! statutory returns (SSDA903) ─> returns903 ─> children ─> pipeline
//! recruitment ─> adopters ─┐
//! children's profiles ─────┴> matching ─> links
//! ```

pub mod children;
pub mod pipeline;
pub mod returns903;

pub mod adopters;
pub mod links;
pub mod matching;
pub mod recruitment;
mod shared;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 80, name: "children", sql: include_str!("../migrations/0080_children.sql") },
    Migration {
        number: 85,
        name: "adopters_and_children",
        sql: include_str!("../migrations/0085_adopters_and_children.sql"),
    },
    Migration { number: 86, name: "links", sql: include_str!("../migrations/0086_links.sql") },
    Migration { number: 87, name: "recruitment", sql: include_str!("../migrations/0087_recruitment.sql") },
    Migration {
        number: 330,
        name: "number_in_the_return",
        sql: include_str!("../migrations/0330_number_in_the_return.sql"),
    },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [casework::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        children::store::ALL,
        returns903::store::ALL,
        pipeline::published::ALL,
        adopters::store::ALL,
        matching::store::ALL,
        links::store::ALL,
        recruitment::store::ALL,
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        pipeline::routes(),
        children::routes(),
        returns903::routes(),
        adopters::routes(),
        matching::routes(),
        links::routes(),
        recruitment::routes(),
    ]
    .concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [pipeline::nav(), matching::nav(), links::nav(), adopters::nav(), recruitment::nav()].concat()
}

#[cfg(test)]
mod testing {
    //! The tables that tests of this crate stand on: its own, and the published figures of `insight`.

    use access::{
        Actor,
        actions::ViewAudit,
        audit::{
            report::{self, Filter, Page},
            seal,
        },
    };
    use store::Migration;
    use testkit::Desk;

    /// What the audit log says was changed, as a manager reads it.
    pub(crate) async fn changes(desk: &Desk, manager: &Actor) -> Vec<String> {
        seal::all(&desk.db, desk.now).await.unwrap();
        let lines = desk
            .look(manager, |look| {
                let page = Page { after: None, lines: 100 };
                report::of_agency(look, &look.agency::<ViewAudit>()?, None, &Filter::default(), page)
            })
            .await
            .unwrap();
        lines.into_iter().filter_map(|line| line.change).collect()
    }

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
