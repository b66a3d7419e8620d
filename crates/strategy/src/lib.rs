//! Strategy: what an area needs, what is coming, what it takes, how good the service is, and what agencies learn from
//! each other.
//!
//! ```text
//! figures kept with each change ──> needs          (a document on a council, an agency, a pan-region, England)
//! tables that others published  ──> demand         (years ahead, with a range, and how wrong it was before)
//! ratings, live figures       ──> service_audit  (how good the service is, round by round, between agencies)
//! figures of a quarter        ──> returns        (signed, protected, from one installation to another)
//! meetings with partners      ──> boards         (what was said, and what was done about it)
//! what is new                 ──> projects       (how it should work, what was learnt)
//! open cases, skills          ──> workforce      (who carries how much, what nobody is good at)
//! what colleagues know        ──> community      (shared documents and talk between agencies, moderated)
//! staff and times of tasks      ──> capacity       (when a waiting list is cleared, by how many people)
//! ```

pub mod boards;
pub mod capacity;
pub mod community;
pub mod demand;
mod hub;
pub mod needs;
pub mod projects;
mod random;
pub mod returns;
pub mod service_audit;
pub mod workforce;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 61, name: "needs", sql: include_str!("../migrations/0061_needs.sql") },
    Migration {
        number: 62,
        name: "service_audit",
        sql: include_str!("../migrations/0062_service_audit.sql"),
    },
    Migration { number: 63, name: "returns", sql: include_str!("../migrations/0063_returns.sql") },
    Migration { number: 64, name: "boards", sql: include_str!("../migrations/0064_boards.sql") },
    Migration { number: 65, name: "projects", sql: include_str!("../migrations/0065_projects.sql") },
    Migration { number: 66, name: "workforce", sql: include_str!("../migrations/0066_workforce.sql") },
    Migration { number: 180, name: "community", sql: include_str!("../migrations/0180_community.sql") },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [insight::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        needs::STATEMENTS,
        &service_audit::statements(),
        &returns::statements(),
        boards::STATEMENTS,
        projects::STATEMENTS,
        workforce::STATEMENTS,
        &community::statements(),
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        hub::routes(),
        needs::routes(),
        service_audit::routes(),
        returns::routes(),
        demand::routes(),
        capacity::routes(),
        boards::routes(),
        projects::routes(),
        workforce::routes(),
        community::routes(),
    ]
    .concat()
}

/// Links for the navigation: one page leads to every room but the community, which providers' people read too.
pub fn nav() -> Vec<NavItem> {
    [hub::nav(), community::nav()].concat()
}

/// For tests: opens these rooms as somebody.
#[cfg(test)]
const ROOMS: testkit::Rooms = testkit::Rooms { routes, nav };

#[cfg(test)]
mod tests {
    /// Every statement runs on both engines.
    #[tokio::test(flavor = "multi_thread")]
    async fn both_engines_understand_every_statement() {
        for desk in testkit::both(super::schema()).await {
            for sql in super::all_statements() {
                assert_eq!(desk.db.prepares(sql).await, Ok(()), "{} on {:?}", sql.name, desk.db.engine());
            }
        }
    }
}
