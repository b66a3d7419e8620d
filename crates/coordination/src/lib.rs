//! What many people do together round one family: the rhythm of support over the years and what is offered at the
//! stages of a life, and what happens when it gets hard.

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [outcomes::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    Vec::new()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    Vec::new()
}
