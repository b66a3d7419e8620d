//! Connections: staying in touch across the adoption triangle, on either side of the wall.
//!
//! # Two faces and a wire
//!
//! Neither side of an adoption learns the other's identity or address, and no statement names tables of both sides. A
//! contact plan therefore stands in three places:
//!
//! ```text
//!   after adoption             the wire                     before adoption
//!   contact_after ··sealed··>  contact_plan  <··sealed··    contact_before
//!   (case, family, child,      contact_terms                (birth relative,
//!    their wishes)             letter, letter_step           their wishes)
//! ```
//!
//! - **The wire names nobody.** It holds what is agreed, the letters, and the names that both sides read ("signed as").
//! - **A face belongs to one side**, and stands in tables of that side. It holds the plan's id sealed, and a keyed hash
//!   (HMAC-SHA-256 of side and plan) by which it is found from the plan. The hashes of the two faces differ, so that no SQL,
//!   and nobody who steals the database without its key, can join them. Ids are random and faces keep no instant.
//! - **No statement names tables of two of the three groups**; a test in `hearth` reads every one.
//! - **From the wire to a side goes one person**: the plan's coordinator, or a team manager ([`contact_plans::reach`]). Each step
//!   asks for a grant for that side's face and is logged there. A page shows one side and never the other.
//! - **A letter crosses as words that a person approved**, never as it came. What the checker finds by what both records know is
//!   shown only as far as it stands in the letter itself.
//!
//! The sealed link between identities ([`access::walls`]) is another thing: it joins a child with themselves, and a
//! contact plan neither needs nor opens it.

pub mod adopted_adults;
pub mod birth_support;
pub mod contact_plans;
pub mod intermediaries;
pub mod letterbox;
mod lists;
#[cfg(test)]
mod testing;
mod words;

use access::{Act, Action, Grant, One, Protected};
use kernel::{Id, Result, kinds::Case};
use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 70, name: "contact", sql: include_str!("../migrations/0070_contact.sql") },
    Migration { number: 71, name: "adults", sql: include_str!("../migrations/0071_adults.sql") },
    Migration {
        number: 72,
        name: "birth_support",
        sql: include_str!("../migrations/0072_birth_support.sql"),
    },
    Migration {
        number: 73,
        name: "intermediaries",
        sql: include_str!("../migrations/0073_intermediaries.sql"),
    },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [casework::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        contact_plans::statements(),
        letterbox::store::ALL.to_vec(),
        birth_support::store::ALL.to_vec(),
        adopted_adults::store::ALL.to_vec(),
        intermediaries::store::ALL.to_vec(),
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        contact_plans::routes(),
        letterbox::routes(),
        birth_support::routes(),
        adopted_adults::routes(),
        intermediaries::routes(),
    ]
    .concat()
}

/// Takes away what the family of a case wished and wrote, where the case's time is over. What was passed on to the
/// other side is theirs and stays. The grant is that of the destruction which two people agreed on; the case was read
/// from it. Gives how many rows were touched.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    let (mut gone, plans) = contact_plans::faces::after::forget_wishes(act, case)?;
    for plan in plans {
        gone += letterbox::store::forget(act, plan, contact_plans::model::End::Adoptive)?;
    }
    Ok(gone)
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [letterbox::nav(), contact_plans::nav(), birth_support::nav(), adopted_adults::nav()].concat()
}
