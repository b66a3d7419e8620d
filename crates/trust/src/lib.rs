//! Trust: the pages on which people keep the record safe. The rules themselves live in
//! `access`, where no grant can be made around them; here they are seen, used and answered for.

mod account;
pub mod audit_log;
mod break_glass;
pub mod complaints;
pub mod consent;
pub mod corrections;
mod delegations;
pub mod documents;
pub mod drafts;
mod draw;
pub mod family_files;
mod invitations;
pub mod of_age;
mod people_of_agency;
mod permissions;
mod resets;
pub mod retention;
pub mod rights;
mod sealed;
pub mod sharing;
mod sign_in;
pub mod subject_access;
mod teams;
#[cfg(test)]
mod testing;
mod tokens;
mod words;
#[cfg(test)]
mod world;

use page::{NavItem, Route};
pub use sign_in::oidc::{Answer, Http, install as install_providers};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 140, name: "rights", sql: include_str!("../migrations/0140_rights.sql") },
    Migration { number: 150, name: "documents", sql: include_str!("../migrations/0150_documents.sql") },
    Migration { number: 151, name: "erased_files", sql: include_str!("../migrations/0151_erased_files.sql") },
    Migration { number: 313, name: "family_files", sql: include_str!("../migrations/0313_family_files.sql") },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [teamwork::schema(), connections::MIGRATIONS.to_vec(), offers::MIGRATIONS.to_vec(), MIGRATIONS.to_vec()]
        .concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        complaints::ALL,
        corrections::ALL,
        documents::ALL,
        family_files::store::ALL,
        of_age::ALL,
        retention::ALL,
        retention::erase::ALL,
        subject_access::ALL,
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        sign_in::routes(),
        account::routes(),
        invitations::routes(),
        of_age::routes(),
        people_of_agency::routes(),
        resets::routes(),
        audit_log::routes(),
        consent::routes(),
        sharing::routes(),
        complaints::routes(),
        corrections::routes(),
        retention::routes(),
        rights::routes(),
        subject_access::routes(),
        documents::routes(),
        family_files::routes(),
        drafts::routes(),
        permissions::routes(),
        sealed::routes(),
        break_glass::routes(),
        delegations::routes(),
        teams::routes(),
        tokens::routes(),
    ]
    .concat()
}

/// How many uses of emergency access wait for a review by whoever asks: for their first page. None for those
/// who review none.
pub fn reviews_waiting(look: &access::Look<'_>) -> kernel::Result<usize> {
    break_glass::waiting(look)
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [
        of_age::nav(),
        family_files::nav(),
        people_of_agency::nav(),
        audit_log::nav(),
        sharing::nav(),
        rights::nav(),
        retention::nav(),
        permissions::nav(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    /// Every statement runs on both engines.
    #[tokio::test(flavor = "multi_thread")]
    async fn both_engines_understand_every_statement() {
        for desk in testkit::both(super::schema()).await {
            // Those of `access` speak of tables of every room: the house prepares them.
            for sql in super::all_statements() {
                assert_eq!(desk.db.prepares(sql).await, Ok(()), "{} on {:?}", sql.name, desk.db.engine());
            }
        }
    }
}
