//! Outcomes: the goals that families set and how they are rated over time, and the measures that are asked of them.

pub mod goals;
pub mod measures;
pub mod questionnaires;

use access::{Act, Grant, One, Protected};
use kernel::{Id, Result, kinds::Case};
use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 30, name: "outcomes", sql: include_str!("../migrations/0030_outcomes.sql") },
    Migration {
        number: 233,
        name: "private_ratings",
        sql: include_str!("../migrations/0233_private_ratings.sql"),
    },
    Migration {
        number: 290,
        name: "questionnaires",
        sql: include_str!("../migrations/0290_questionnaires.sql"),
    },
    Migration { number: 291, name: "goal_wording", sql: include_str!("../migrations/0291_goal_wording.sql") },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [casework::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [goals::ALL, questionnaires::store::ALL].concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [goals::routes(), measures::routes(), questionnaires::routes()].concat()
}

/// Takes away what rooms of this crate keep of a case in sealed words, when its time is over; what goals say now ends with the case itself.
/// The grant is that of the destruction which two people agreed on. Gives how many rows were touched.
///
/// # Errors
/// Those of the store.
pub fn forget<A: access::Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    Ok(questionnaires::store::forget(act, grant, case)? + goals::store::forget(act, grant, case)?)
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    goals::nav()
}
