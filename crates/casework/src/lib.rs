//! Casework: from first contact to a living plan.
//!
//! ```text
//! front_door ─> people ─> cases ─> assessment ─> plan
//!                           │
//!              promises and timeline run through all of them
//! ```

pub mod assessment;
pub mod birth_families;
pub mod cases;
pub mod contributions;
pub mod family_picture;
pub mod front_door;
pub mod identity_link;
pub mod messages;
pub mod of_age;
pub mod people;
pub mod plan;
pub mod promises;
pub mod reviews;
pub mod timeline;
mod words;
pub mod young_people;

use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 20, name: "casework", sql: include_str!("../migrations/0020_casework.sql") },
    Migration {
        number: 21,
        name: "birth_families",
        sql: include_str!("../migrations/0021_birth_families.sql"),
    },
    Migration {
        number: 23,
        name: "open_promises",
        sql: include_str!("../migrations/0023_open_promises.sql"),
    },
    Migration {
        number: 24,
        name: "plan_signatures",
        sql: include_str!("../migrations/0024_plan_signatures.sql"),
    },
    Migration {
        number: 25,
        name: "late_promises",
        sql: include_str!("../migrations/0025_late_promises.sql"),
    },
    Migration {
        number: 200,
        name: "contributions",
        sql: include_str!("../migrations/0200_contributions.sql"),
    },
    Migration {
        number: 201,
        name: "assessment_signatures",
        sql: include_str!("../migrations/0201_assessment_signatures.sql"),
    },
    Migration { number: 211, name: "hand_offs", sql: include_str!("../migrations/0211_hand_offs.sql") },
    Migration { number: 231, name: "young_people", sql: include_str!("../migrations/0231_young_people.sql") },
    Migration { number: 232, name: "plan_reviews", sql: include_str!("../migrations/0232_plan_reviews.sql") },
    Migration { number: 250, name: "own_records", sql: include_str!("../migrations/0250_own_records.sql") },
    Migration { number: 251, name: "same_person", sql: include_str!("../migrations/0251_same_person.sql") },
    Migration { number: 253, name: "family_ties", sql: include_str!("../migrations/0253_family_ties.sql") },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [store::MIGRATIONS, access::MIGRATIONS, MIGRATIONS].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        front_door::store::ALL,
        front_door::guard::ALL,
        people::store::ALL,
        people::links::ALL,
        people::same::store::ALL,
        birth_families::store::ALL,
        identity_link::ALL,
        &cases::statements(),
        &assessment::statements(),
        contributions::ALL,
        &plan::statements(),
        promises::ALL,
        timeline::ALL,
        young_people::store::ALL,
        messages::store::ALL,
        of_age::store::ALL,
        family_picture::store::ALL,
        reviews::store::ALL,
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        front_door::routes(),
        people::routes(),
        birth_families::routes(),
        identity_link::routes(),
        cases::routes(),
        assessment::routes(),
        contributions::routes(),
        plan::routes(),
        young_people::routes(),
        messages::routes(),
        reviews::routes(),
        family_picture::routes(),
    ]
    .concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [front_door::nav(), people::nav(), birth_families::nav(), cases::nav(), messages::nav(), reviews::nav()]
        .concat()
}
