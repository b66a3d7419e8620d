//! Says what became of an action of the current plan: done, or not done and why.

use ::store::figure::Figure;
use access::{Act, actions::EditPlan};
use kernel::{Error, Id, Result, kinds};
use page::Fields;

use super::note;
use crate::{
    action_asks::actions::withdraw,
    plan::{
        measures,
        model::{ActionState, State},
        store::{self, Plan},
    },
    words::NOTE,
};

/// Reads how an action ended: the version of the plan, the state and what happened.
pub(in crate::plan) fn fields(f: &mut Fields) -> Option<(i64, ActionState, String)> {
    let version = f.version();
    let state = f.choice::<ActionState>("state", "Choose what became of it");
    let happened = f.optional("happened", NOTE).unwrap_or_default();
    Some((version?, state?, happened))
}

/// Settles an action.
///
/// # Errors
/// `Refused` by rule `plan.settle` unless the plan is the current one, or `plan.action` when
/// the action is settled already; `NotFound` when it is not in the plan; `Invalid` on
/// `happened` when nothing says what happened; `Stale` as ever.
pub fn run(act: &Act<'_>, id: Id<kinds::Plan>, action: Id<kinds::PlanAction>, sent: &Fields) -> Result<Plan> {
    let grant = act.one::<EditPlan, kinds::Plan>(id)?;
    let mut plan = store::load(act, &grant)?;
    let mut f = sent.clone();
    let input = fields(&mut f);
    let (version, state, happened) = f.finish(|| input).map_err(Error::Invalid)?;
    if plan.state != State::Current {
        return Err(Error::refused("plan.settle", "Only actions of the current plan can be settled."));
    }
    let found = plan.content.actions.iter_mut().find(|one| one.id == action).ok_or(Error::NotFound)?;
    let settled = found.settled(state, &happened)?;
    found.clone_from(&settled);
    store::save(act, version, &plan)?;
    grant.note(act, &format!("action {action}: open -> {}; {}", state.code(), settled.happened))?;
    plan.version = version + 1;
    store::settle_action(act, action, state)?;
    withdraw::of_settled(act, action)?;
    Figure {
        agency: plan.agency,
        measure: measures::ACTIONS_SETTLED,
        day: act.today(),
        council: "",
        part: state.code(),
    }
    .add(act.write(), 1)?;
    let words = format!("{}: {} {}", state.label(), settled.what, settled.happened);
    note(act, &plan, &words, true)?;
    Ok(plan)
}
