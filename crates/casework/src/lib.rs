//! Casework: from first contact to a living plan.
//!
//! ```text
//! front_door ─> people ─> cases ─> assessment ─> plan
//!                           │
//!              promises and timeline run through all of them
//! ```

pub mod action_asks;
pub mod assessment;
pub mod birth_families;
pub mod cases;
pub mod childrens_guide;
pub mod chronology;
pub mod contributions;
pub mod door;
pub mod drop_in;
pub mod family_part;
pub mod family_picture;
pub mod frameworks;
pub mod front_door;
pub mod identify;
pub mod identity_link;
pub mod measures;
pub mod messages;
pub mod of_age;
pub mod other_plans;
pub mod out_of_hours;
pub mod outside_assessments;
pub mod people;
pub mod plan;
pub mod practice_guides;
pub mod promises;
pub mod reviews;
pub mod rota;
pub mod screening;
pub mod signing;
#[cfg(test)]
mod testing;
pub mod timeline;
pub mod waiting_list;
mod words;
pub mod young_people;

use access::{Act, Action, Grant, One, Protected};
use kernel::{Id, Result, kinds::Case};
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
    Migration { number: 240, name: "waiting_list", sql: include_str!("../migrations/0240_waiting_list.sql") },
    Migration { number: 241, name: "drop_in", sql: include_str!("../migrations/0241_drop_in.sql") },
    Migration { number: 242, name: "out_of_hours", sql: include_str!("../migrations/0242_out_of_hours.sql") },
    Migration { number: 243, name: "duty_rota", sql: include_str!("../migrations/0243_duty_rota.sql") },
    Migration { number: 244, name: "ask_draft", sql: include_str!("../migrations/0244_ask_draft.sql") },
    Migration { number: 260, name: "chronology", sql: include_str!("../migrations/0260_chronology.sql") },
    Migration {
        number: 261,
        name: "framework_versions",
        sql: include_str!("../migrations/0261_framework_versions.sql"),
    },
    Migration { number: 262, name: "screening", sql: include_str!("../migrations/0262_screening.sql") },
    Migration { number: 265, name: "other_plans", sql: include_str!("../migrations/0265_other_plans.sql") },
    Migration { number: 250, name: "own_records", sql: include_str!("../migrations/0250_own_records.sql") },
    Migration { number: 251, name: "same_person", sql: include_str!("../migrations/0251_same_person.sql") },
    Migration { number: 253, name: "family_ties", sql: include_str!("../migrations/0253_family_ties.sql") },
    Migration { number: 280, name: "action_asks", sql: include_str!("../migrations/0280_action_asks.sql") },
    Migration {
        number: 311,
        name: "outside_assessments",
        sql: include_str!("../migrations/0311_outside_assessments.sql"),
    },
    Migration { number: 315, name: "team_queue", sql: include_str!("../migrations/0315_team_queue.sql") },
    Migration { number: 314, name: "emails_taken", sql: include_str!("../migrations/0314_emails_taken.sql") },
    Migration {
        number: 292,
        name: "childrens_guide",
        sql: include_str!("../migrations/0292_childrens_guide.sql"),
    },
    Migration { number: 293, name: "plan_part", sql: include_str!("../migrations/0293_plan_part.sql") },
    Migration {
        number: 310,
        name: "action_reminders",
        sql: include_str!("../migrations/0310_action_reminders.sql"),
    },
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
        front_door::later::ALL,
        front_door::team_queue::ALL,
        people::store::ALL,
        people::links::ALL,
        people::same::store::ALL,
        birth_families::store::ALL,
        identity_link::ALL,
        &cases::statements(),
        &assessment::statements(),
        childrens_guide::store::ALL,
        chronology::store::ALL,
        contributions::ALL,
        action_asks::store::ALL,
        frameworks::store::ALL,
        other_plans::store::ALL,
        &plan::statements(),
        screening::store::ALL,
        promises::ALL,
        timeline::ALL,
        young_people::store::ALL,
        messages::store::ALL,
        of_age::store::ALL,
        family_part::store::ALL,
        family_picture::store::ALL,
        reviews::store::ALL,
        waiting_list::store::ALL,
        &drop_in::store::statements(),
        out_of_hours::store::ALL,
        outside_assessments::store::ALL,
        rota::store::ALL,
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
        childrens_guide::routes(),
        chronology::routes(),
        contributions::routes(),
        action_asks::routes(),
        frameworks::routes(),
        other_plans::routes(),
        plan::routes(),
        screening::routes(),
        young_people::routes(),
        messages::routes(),
        reviews::routes(),
        waiting_list::routes(),
        drop_in::routes(),
        out_of_hours::routes(),
        outside_assessments::routes(),
        rota::routes(),
        family_part::routes(),
        family_picture::routes(),
    ]
    .concat()
}

/// Takes away what rooms of this crate keep of a case in words of their own, when its time is over. The grant is that of the
/// destruction which two people agreed on; the case was read from it. Gives how many rows were touched.
///
/// # Errors
/// Those of the store.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    Ok(chronology::store::forget(act, grant, case)?
        + screening::store::forget(act, grant, case)?
        + other_plans::store::forget(act, grant, case)?
        + action_asks::store::forget(act, grant, case)?
        + outside_assessments::store::forget(act, grant, case)?
        + family_part::store::forget(act, grant, case)?)
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [
        front_door::nav(),
        waiting_list::nav(),
        drop_in::nav(),
        rota::nav(),
        people::nav(),
        birth_families::nav(),
        cases::nav(),
        messages::nav(),
        reviews::nav(),
        childrens_guide::nav(),
        action_asks::nav(),
        outside_assessments::nav(),
        frameworks::nav(),
    ]
    .concat()
}
