//! Insight: the agency's figures, the council's, the nation's, and those that others published.
//!
//! ```text
//! figures kept with each change ──> picture  (an agency's own, opened down to the rows;
//!                                             the nation's, through suppression)
//! tables that others published  ──> published ──> organisations (a council's page: both side by side)
//! approved applications     ──> fund_statistics (as the Fund publishes them, protected)
//! applications sent         ──> rule_trial (who gains and loses by a draft rule, protected)
//! rows of every room            ──> recount   (do the figures agree?)
//! ```

pub mod fund_statistics;
mod guides;
pub mod organisations;
pub mod picture;
pub mod published;
pub mod recount;
pub mod rule_trial;
mod shifted;
pub mod suppression;

use access::permissions::Reach;
use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 60, name: "insight", sql: include_str!("../migrations/0060_insight.sql") },
    Migration {
        number: 67,
        name: "national_picture",
        sql: include_str!("../migrations/0067_national_picture.sql"),
    },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [funding::schema(), coordination::MIGRATIONS.to_vec(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        organisations::ALL,
        published::ALL,
        recount::ALL,
        fund_statistics::store::ALL,
        rule_trial::store::ALL,
        guides::ALL,
        &picture::statements(),
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        picture::routes(),
        fund_statistics::routes(),
        rule_trial::routes(),
        published::routes(),
        organisations::routes(),
        shifted::routes(),
        guides::routes(),
    ]
    .concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [
        picture::nav(),
        fund_statistics::nav(),
        published::nav(),
        organisations::nav(),
        shifted::nav(),
        guides::nav(),
    ]
    .concat()
}

/// A link of the navigation for people of an agency and for people who work nationally.
fn for_agency_and_nation(href: &'static str, text: &'static str, needs: &'static str) -> Vec<NavItem> {
    [Reach::Agency, Reach::Nation].map(|reach| NavItem { href, text, needs, reach }).to_vec()
}

/// An address with its query; parts without a value are left out.
fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut written = form_urlencoded::Serializer::new(String::new());
    written.extend_pairs(query.iter().filter(|(_, value)| !value.is_empty()));
    match written.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
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
