//! A team and its manager: what each worker carries, who answers while somebody is away, how cases change hands, supervision and decisions,
//! complaints about the service; and the notes of a worker's day.
//!
//! ```text
//! caseload (who carries what, alarms) ──> handover (cases go to others in one step)
//!        └──> cover (who is away, who answers)
//! notes (a call, a visit, what was promised)
//! supervision (private) ──> decisions (on the case)
//! complaints (acknowledge, answer, review by somebody new, learning)
//! moves (who is responsible by day) ──> a case handed to another agency
//! ```

pub mod caseload;
pub mod complaints;
pub mod cover;
pub mod handover;
pub mod moves;
pub mod notes;
pub mod supervision;
#[cfg(test)]
mod testing;
mod words;

use access::{Act, Action, Grant, One, Protected};
use kernel::{Id, Result, kinds::Case};
use page::{NavItem, Route};
use store::{Migration, Sql};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { number: 271, name: "caseload", sql: include_str!("../migrations/0271_caseload.sql") },
    Migration { number: 272, name: "transfer", sql: include_str!("../migrations/0272_transfer.sql") },
    Migration { number: 273, name: "note_promise", sql: include_str!("../migrations/0273_note_promise.sql") },
    Migration { number: 274, name: "complaint", sql: include_str!("../migrations/0274_complaint.sql") },
    Migration { number: 275, name: "supervision", sql: include_str!("../migrations/0275_supervision.sql") },
    Migration { number: 281, name: "moves", sql: include_str!("../migrations/0281_moves.sql") },
    Migration {
        number: 282,
        name: "case_handover",
        sql: include_str!("../migrations/0282_case_handover.sql"),
    },
];

/// The tables of this crate and of those it stands on.
pub fn schema() -> Vec<Migration> {
    [insight::schema(), MIGRATIONS.to_vec()].concat()
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [
        &caseload::statements(),
        &moves::statements(),
        handover::store::ALL,
        notes::store::ALL,
        complaints::store::ALL,
        supervision::store::ALL,
    ]
    .concat()
}

/// The pages and the API of this crate.
pub fn routes() -> Vec<Route> {
    [
        caseload::routes(),
        handover::routes(),
        cover::routes(),
        notes::routes(),
        supervision::routes(),
        complaints::routes(),
        moves::routes(),
    ]
    .concat()
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    [caseload::nav(), cover::nav(), supervision::nav(), complaints::nav(), moves::nav()].concat()
}

/// Takes away what was promised with notes, decisions, and the words of complaints, for a case whose time is over. The grant is that of the
/// destruction which two people agreed on; the case was read from it. Gives how many rows were touched.
///
/// # Errors
/// Those of the store.
pub fn forget<A: Action, T: Protected>(
    act: &Act<'_>,
    _grant: &Grant<A, One<T>>,
    case: Id<Case>,
) -> Result<u64> {
    Ok(notes::store::forget(act, case)?
        + supervision::store::forget(act, case)?
        + complaints::store::forget(act, case)?
        + moves::store::forget(act, case)?)
}

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
