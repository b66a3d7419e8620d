//! What many people do together round one family: the rhythm of support over the years and what is offered at the
//! stages of a life, and what happens when it gets hard.
//!
//! ```text
//! life_stages (offers ahead of the stages of a life) ──┐
//! checking_in (how often somebody gets in touch) ──────┴──> rhythm (all of it over the years)
//! early_signs (what adds up, for a person to look at) ────> escalation (who leads, who is asked, what the family is told)
//! education (the thread of a child's schooling, and the time spent on it)
//! duties (which other service is bound to meet a need, and what became of asking it)
//! specialist (an assessment in depth, asked of a provider)
//! protocols (what to do first where a child may be at risk)
//! ```

pub mod checking_in;
pub mod duties;
pub mod early_signs;
pub mod education;
pub mod escalation;
pub mod life_stages;
pub mod protocols;
pub mod rhythm;
pub mod specialist;
#[cfg(test)]
mod testing;
mod words;

use access::{
    Act, Action, Grant, Look, One, Protected,
    actions::{AskSpecialist, SettleSigns, ViewSigns},
};
use kernel::{Id, Result, kinds::Case};
use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 210, name: "rhythm", sql: include_str!("../migrations/0210_rhythm.sql") },
    Migration { number: 220, name: "escalation", sql: include_str!("../migrations/0220_escalation.sql") },
    Migration { number: 221, name: "early_signs", sql: include_str!("../migrations/0221_early_signs.sql") },
    Migration {
        number: 222,
        name: "safeguarding_protocol",
        sql: include_str!("../migrations/0222_safeguarding_protocol.sql"),
    },
    Migration { number: 263, name: "duties", sql: include_str!("../migrations/0263_duties.sql") },
    Migration {
        number: 312,
        name: "specialist_ask",
        sql: include_str!("../migrations/0312_specialist_ask.sql"),
    },
    Migration { number: 264, name: "education", sql: include_str!("../migrations/0264_education.sql") },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [commissioning::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        life_stages::store::ALL,
        checking_in::store::ALL,
        duties::store::ALL,
        early_signs::store::ALL,
        education::store::ALL,
        escalation::store::ALL,
        protocols::store::ALL,
        specialist::store::ALL,
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        life_stages::routes(),
        checking_in::routes(),
        rhythm::routes(),
        duties::routes(),
        early_signs::routes(),
        education::routes(),
        escalation::routes(),
        protocols::routes(),
        specialist::routes(),
    ]
    .concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [
        life_stages::nav(),
        checking_in::nav(),
        early_signs::nav(),
        escalation::nav(),
        duties::nav(),
        education::nav(),
        specialist::nav(),
    ]
    .concat()
}

/// How many cases somebody should look at because early signs gathered, for those who say what they decided: at most 101, which
/// means "more than 100".
pub fn to_look_at(look: &Look<'_>) -> Result<i64> {
    if !look.may::<SettleSigns>() {
        return Ok(0);
    }
    early_signs::store::how_many(look, &look.agency::<ViewSigns>()?)
}

/// How many reports of specialist assessments are late, for those who ask for them: at most 101, which means "more than 100".
pub fn late_reports(look: &Look<'_>) -> Result<i64> {
    if look.may::<AskSpecialist>() { specialist::store::how_many_late(look) } else { Ok(0) }
}

/// Takes away what was offered ahead, what happened in a family's life, how somebody checked in, early signs and the words of
/// escalations, for a case whose time is over. The grant is that of the destruction which two people agreed on;
/// the case was read from it. Gives how many rows were touched.
///
/// # Errors
/// Those of the store.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    Ok(life_stages::store::forget(act, case)?
        + checking_in::store::forget(act, case)?
        + early_signs::store::forget(act, case)?
        + escalation::store::forget(act, case)?
        + duties::store::forget(act, case)?
        + education::store::forget(act, case)?
        + specialist::store::forget(act, case)?)
}
