//! A contact plan is reviewed, changed, paused or ended. What held before stays.

use access::{Act, actions::RecordContact, connections::ContactPlan};
use casework::promises;
use kernel::{Id, PromiseKind, Result};

use crate::{
    contact_plans::{
        form::Change,
        model::{PlanState, check, check_name},
        reach,
        wire::{self, Plan},
    },
    letterbox::actions::expect_next,
    words::all_right,
};

/// Writes the new terms beside the old ones, keeps the promised review and promises the next.
///
/// # Errors
/// `NotFound` for anybody but the coordinator and managers; `Invalid` on the fields; `Stale`.
pub fn change_plan(act: &Act<'_>, id: Id<ContactPlan>, input: &Change) -> Result<Plan> {
    let (grant, plan) = reach::plan::<RecordContact>(act, id)?;
    let mut wrong = check(&input.terms, act.today());
    wrong.extend(check_name("child_called", &input.names.child));
    wrong.extend(check_name("adoptive_signs", &input.names.adoptive));
    if plan.joined {
        wrong.extend(check_name("birth_signs", &input.names.birth));
    }
    all_right(wrong)?;
    let mut after = plan.clone();
    after.names = input.names.clone();
    if !plan.joined {
        after.names.birth = String::new();
    }
    after.state = input.state;
    wire::change(act, &grant, input.version, &after, Some((&input.terms, &input.why)))?;
    promises::keep(act, id.cast(), PromiseKind::ContactReview, act.now())?;
    if after.state != PlanState::Ended {
        super::promise_review(act, &after, input.terms.review_on)?;
    }
    expect_next(act, &after, &input.terms)?;
    grant.note(act, &format!("terms {}, then {}; {}", plan.terms, plan.terms + 1, after.state.code()))?;
    Ok(after)
}
