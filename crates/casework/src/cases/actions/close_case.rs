//! Closes a case with a reason. What was promised about the work is withdrawn; decisions
//! and payments that others still owe are not.

use ::store::figure::Figure;
use access::{Act, Grant, One, actions::StepCase};
use kernel::{Error, PromiseKind, Result, kinds};

use super::step_level::{at_level, note, record};
use crate::{
    action_asks,
    cases::{
        levels::Standing,
        measures,
        store::{self, Case},
    },
    contributions::actions::withdraw,
    promises, reviews,
    timeline::EventKind,
};

/// Promises that end with the work. A decision of the Fund and a provider's invoice stay
/// owed after a case is closed.
const ENDING: [PromiseKind; 6] = [
    PromiseKind::AdviceCall,
    PromiseKind::Assessment,
    PromiseKind::AssessmentSigned,
    PromiseKind::PlanReview,
    PromiseKind::PlanSigned,
    PromiseKind::DecisionReview,
];

/// Closes the open case `now`.
pub(super) fn run(
    act: &Act<'_>,
    grant: &Grant<StepCase, One<kinds::Case>>,
    now: &Case,
    reason: &str,
) -> Result<()> {
    if !reviews::store::waiting_of_case(act, grant)?.is_empty() {
        return Err(Error::refused(
            "review.waits",
            "A review of the plan was asked for and not answered. Hold it, or decline it with a reason, before you close the case.",
        ));
    }
    grant.change(act, store::CLOSE, &[now.version.into(), act.now().into()])?;
    record(act, grant, now, now.level.into(), Standing::Closed, reason)?;
    at_level(act, now, now.level, -1)?;
    let closed = Figure {
        agency: now.agency,
        measure: measures::CLOSED,
        day: act.today(),
        council: &now.council,
        part: "",
    };
    closed.add(act.write(), 1)?;
    for kind in ENDING {
        promises::withdraw_of_case(act, now.id, kind)?;
    }
    withdraw::of_closed(act, now.id)?;
    action_asks::actions::withdraw::of_closed(act, now.id)?;
    note(act, now, EventKind::Case, &format!("The case was closed. {reason}"))
}
