//! What waits for somebody, for the home page: bounded lists, whatever the agency's size.

use access::{
    Look, Role,
    actions::{
        EditAssessment, EditPlan, ListCases, ListPromises, SignAssessment, SignPlan, ViewContribution,
    },
};
use kernel::Result;

use super::{
    list::{self, CaseRow},
    promise_list::{self, PromiseRow},
};
use crate::{
    assessment::signatures::{self as assessments, ReturnedAssessment},
    contributions::store as contributions,
    plan::{
        due::{self, DueAction},
        signatures::{self, ReturnedPlan},
    },
    promises,
};

/// Rows of each list of a worklist.
pub const WORKLIST_ROWS: u32 = 10;

/// What waits for whoever asks.
#[derive(Debug, Clone, Default)]
pub struct Worklist {
    /// The newest open cases they coordinate.
    pub my_cases: Vec<CaseRow>,
    /// The promises of their cases that fall due soonest, late ones first.
    pub my_promises: Vec<PromiseRow>,
    /// The promises of the whole agency that fall due soonest, late ones first.
    pub agency_promises: Vec<PromiseRow>,
    /// How many of the agency's promises are late: at most 1,001, which means "more than 1,000".
    pub late: i64,
    /// The plans that a manager sent back to them: 20 at most.
    pub returned: Vec<ReturnedPlan>,
    /// The assessments that a manager sent back to them: 20 at most.
    pub returned_assessments: Vec<ReturnedAssessment>,
    /// How many plans wait for a manager's signature: at most 101, which means "more than 100".
    pub unsigned: i64,
    /// How many assessments wait for a manager's signature: at most 101, which means "more than 100".
    pub unsigned_assessments: i64,
    /// The actions of their cases' plans that are due within a week or late, their own and other organisations'.
    pub my_actions: Vec<DueAction>,
    /// How many answers of partners are late in the agency: at most 101, which means "more than 100".
    pub late_contributions: i64,
}

/// What waits for whoever asks: for a social worker their own cases and promises, for duty
/// and for managers the agency's promises. Empty for other roles.
pub fn worklist(look: &Look<'_>) -> Result<Worklist> {
    match look.actor().role() {
        Some(Role::SocialWorker) => Ok(Worklist {
            my_cases: my_cases(look, WORKLIST_ROWS)?,
            my_promises: my_promises(look, WORKLIST_ROWS)?,
            my_actions: my_actions(look, WORKLIST_ROWS)?,
            returned: returned(look)?,
            returned_assessments: returned_assessments(look)?,
            ..Worklist::default()
        }),
        Some(Role::DutyWorker | Role::TeamManager) => Ok(Worklist {
            agency_promises: agency_promises(look, WORKLIST_ROWS)?,
            late: late(look)?,
            returned: returned(look)?,
            returned_assessments: returned_assessments(look)?,
            unsigned: unsigned(look)?,
            unsigned_assessments: unsigned_assessments(look)?,
            late_contributions: late_contributions(look)?,
            ..Worklist::default()
        }),
        _ => Ok(Worklist::default()),
    }
}

/// The actions of the plans that whoever asks coordinates, due within a week or late; none for those who write no plans.
pub fn my_actions(look: &Look<'_>, limit: u32) -> Result<Vec<DueAction>> {
    if look.may::<EditPlan>() { due::mine(look, &look.agency::<EditPlan>()?, limit) } else { Ok(Vec::new()) }
}

/// The plans that were sent back to whoever asks; none for those who write none.
pub fn returned(look: &Look<'_>) -> Result<Vec<ReturnedPlan>> {
    if look.may::<EditPlan>() {
        signatures::returned(look, &look.agency::<EditPlan>()?)
    } else {
        Ok(Vec::new())
    }
}

/// How many plans wait for a signature, for those who sign: at most 101, which means "more than 100".
pub fn unsigned(look: &Look<'_>) -> Result<i64> {
    if look.may::<SignPlan>() { signatures::how_many_wait(look, &look.agency::<SignPlan>()?) } else { Ok(0) }
}

/// The assessments that were sent back to whoever asks; none for those who write none.
pub fn returned_assessments(look: &Look<'_>) -> Result<Vec<ReturnedAssessment>> {
    if look.may::<EditAssessment>() {
        assessments::returned(look, &look.agency::<EditAssessment>()?)
    } else {
        Ok(Vec::new())
    }
}

/// How many assessments wait for a signature, for those who sign: at most 101, which means "more than 100".
pub fn unsigned_assessments(look: &Look<'_>) -> Result<i64> {
    if look.may::<SignAssessment>() {
        assessments::how_many_wait(look, &look.agency::<SignAssessment>()?)
    } else {
        Ok(0)
    }
}

/// How many answers of partners are late in the agency: at most 101, which means "more than 100".
pub fn late_contributions(look: &Look<'_>) -> Result<i64> {
    if look.may::<ViewContribution>() {
        contributions::how_many_late(look, &look.agency::<ViewContribution>()?)
    } else {
        Ok(0)
    }
}

/// The newest open cases that whoever asks coordinates.
pub fn my_cases(look: &Look<'_>, limit: u32) -> Result<Vec<CaseRow>> {
    list::mine(look, &look.agency::<ListCases>()?, limit)
}

/// The open promises of the cases that whoever asks coordinates, soonest due first: the
/// late ones lead.
pub fn my_promises(look: &Look<'_>, limit: u32) -> Result<Vec<PromiseRow>> {
    promise_list::soonest(look, &look.agency::<ListPromises>()?, true, limit)
}

/// The agency's open promises, soonest due first: the late ones lead.
pub fn agency_promises(look: &Look<'_>, limit: u32) -> Result<Vec<PromiseRow>> {
    promise_list::soonest(look, &look.agency::<ListPromises>()?, false, limit)
}

/// How many of the agency's promises are late: at most 1,001, which means "more than 1,000".
pub fn late(look: &Look<'_>) -> Result<i64> {
    promises::late(look, &look.agency::<ListPromises>()?)
}
