//! Offers: what stands open to everyone before and beside therapy: the directory, groups, peers.
//!
//! ```text
//! other directories ──> open_referral (in) ──> directory ──> open_referral (out)
//!                                                  ├──< groups (places, waiting lists, attendance)
//!                                                  └──> core_offers (who has what, and the gaps)
//! early_support (what new families have had of it ──> a promised call)
//! peers (volunteers, matched with families by people)
//! ```

pub mod core_offers;
pub mod directory;
pub mod early_support;
pub mod groups;
pub mod open_referral;
mod parts;
pub mod peers;
#[cfg(test)]
mod testing;
mod words;

use access::{
    Act, Action, Grant, One, Protected,
    actions::{BookGroups, KeepDirectory, ViewCoreOffers, ViewEarlySupport, ViewGroups},
    permissions::Reach,
};
use kernel::{
    Id, Result,
    kinds::{Case, Family},
};
use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 90, name: "directory", sql: include_str!("../migrations/0090_directory.sql") },
    Migration { number: 91, name: "groups", sql: include_str!("../migrations/0091_groups.sql") },
    Migration { number: 92, name: "core_offers", sql: include_str!("../migrations/0092_core_offers.sql") },
    Migration { number: 93, name: "mentors", sql: include_str!("../migrations/0093_mentors.sql") },
    Migration {
        number: 94,
        name: "directory_words",
        sql: include_str!("../migrations/0094_directory_words.sql"),
    },
    Migration {
        number: 95,
        name: "early_support",
        sql: include_str!("../migrations/0095_early_support.sql"),
    },
    Migration {
        number: 235,
        name: "directory_facets",
        sql: include_str!("../migrations/0235_directory_facets.sql"),
    },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [casework::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        directory::store::statements(),
        open_referral::statements(),
        groups::store::statements(),
        core_offers::store::ALL.to_vec(),
        early_support::store::ALL.to_vec(),
        peers::store::ALL.to_vec(),
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        directory::routes(),
        open_referral::routes(),
        groups::routes(),
        core_offers::routes(),
        early_support::routes(),
        peers::routes(),
    ]
    .concat()
}

/// Takes away why a peer mentor was matched with the family of a case whose time is over, and, where no other child
/// of the household has a record, who of it came to groups and what it had of the early support. The grant is that of the destruction which two people
/// agreed on; case and family were read from it. Gives how many rows were touched.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
    whole_home: Option<Id<Family>>,
) -> Result<u64> {
    let of_home = match whole_home {
        Some(family) => groups::store::forget(act, family)? + early_support::store::forget(act, family)?,
        None => 0,
    };
    Ok(peers::store::forget(act, case)? + of_home)
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![
        NavItem { href: "/my/groups", text: "Groups", needs: BookGroups::NAME, reach: Reach::Own },
        NavItem { href: "/groups", text: "Groups", needs: ViewGroups::NAME, reach: Reach::Agency },
        NavItem { href: "/services", text: "Directory", needs: KeepDirectory::NAME, reach: Reach::Agency },
        NavItem {
            href: "/becoming-a-family",
            text: "Becoming a family",
            needs: ViewEarlySupport::NAME,
            reach: Reach::Agency,
        },
        // Within an agency the directory's page leads there.
        NavItem {
            href: "/core-offers",
            text: "Core offer",
            needs: ViewCoreOffers::NAME,
            reach: Reach::Nation,
        },
    ]
}
