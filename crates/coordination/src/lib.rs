//! What many people do together round one family: the rhythm of support over the years and what is offered at the
//! stages of a life, and what happens when it gets hard.
//!
//! ```text
//! life_stages (offers ahead of the stages of a life) ──┐
//! checking_in (how often somebody gets in touch) ──────┴──> rhythm (all of it over the years)
//! ```

pub mod checking_in;
pub mod life_stages;
pub mod rhythm;
#[cfg(test)]
mod testing;
mod words;

use access::{Act, Action, Grant, One, Protected};
use kernel::{Id, Result, kinds::Case};
use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 210, name: "rhythm", sql: include_str!("../migrations/0210_rhythm.sql") }];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [outcomes::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [life_stages::store::ALL, checking_in::store::ALL].concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [life_stages::routes(), checking_in::routes(), rhythm::routes()].concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [life_stages::nav(), checking_in::nav()].concat()
}

/// Takes away what was offered ahead, what happened in a family's life and how somebody checked in, for a case whose time
/// is over. The grant is that of the destruction which two people agreed on; the case was read from it. Gives how many
/// rows were touched.
///
/// # Errors
/// Those of the store.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    Ok(life_stages::store::forget(act, case)? + checking_in::store::forget(act, case)?)
}
