//! Withdraws an asking: the link stops working, and whoever was asked is told that nothing is wanted any more.

use access::{Act, actions::EditPlan, audit::changed, links, planning::ActionAsk};
use kernel::{Error, Id, Invalid, Result, kinds};
use page::Fields;

use super::note;
use crate::{
    action_asks::{
        mail,
        model::State,
        store::{self, Asking, DOOR},
    },
    plan::{model::ActionState, store::Plan},
    words::NOTE,
};

/// What the form asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The version that was read.
    pub version: i64,
    /// Why it is not needed any more.
    pub why: String,
}

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside `version` or `why`.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let why = f.required("why", "Say why it is not needed any more", NOTE);
    f.finish(|| Some(Input { version: version?, why: why? }))
}

/// Withdraws it.
///
/// # Errors
/// `NotFound` for what is others'; `Refused` by rule `action-ask.settled` when the owner answered first; `Stale` when it
/// changed after it was read.
pub fn run(act: &Act<'_>, id: Id<ActionAsk>, input: &Input) -> Result<Asking> {
    let grant = act.one::<EditPlan, ActionAsk>(id)?;
    let k = store::load(act, &grant)?;
    k.state.to(State::Withdrawn)?;
    if k.version != input.version {
        return Err(Error::Stale);
    }
    end(act, &k, &input.why)?;
    grant.note(act, &changed(&[("state", k.state.code(), State::Withdrawn.code())]))?;
    store::load(act, &grant)
}

/// Withdraws what is asked about an action, once it is settled. Whoever calls holds the grant to settle it.
///
/// # Errors
/// Those of the store.
pub(crate) fn of_settled(act: &Act<'_>, action: Id<kinds::PlanAction>) -> Result<()> {
    match store::open_of(act, action)? {
        Some(k) => end(act, &k, "What became of the action is known."),
        None => Ok(()),
    }
}

/// Withdraws what is asked about actions that the plan that holds now is without. Whoever calls holds the grant to make it
/// the current one.
///
/// # Errors
/// Those of the store.
pub(crate) fn of_replaced(act: &Act<'_>, plan: &Plan) -> Result<()> {
    let wanted = |k: &Asking| {
        plan.content.actions.iter().any(|one| one.id == k.action && one.state == ActionState::Open)
    };
    for k in store::of_opened(act, plan.case)? {
        if k.state == State::Asked && !wanted(&k) {
            end(act, &k, "A new version of the plan is without this action.")?;
        }
    }
    Ok(())
}

/// Withdraws all that is still asked in a case, once it is closed. Whoever calls holds the grant to close it.
///
/// # Errors
/// Those of the store.
pub(crate) fn of_closed(act: &Act<'_>, case: Id<kinds::Case>) -> Result<()> {
    for k in store::of_opened(act, case)? {
        if k.state == State::Asked {
            end(act, &k, "The case was closed.")?;
        }
    }
    Ok(())
}

fn end(act: &Act<'_>, k: &Asking, why: &str) -> Result<()> {
    store::withdrawn(act, k, why)?;
    links::revoke(act.write(), DOOR.name, k.id, act.now())?;
    mail::withdrawn(act, k)?;
    note(act, k, &format!("We do not need an answer from {} any more.", k.ask.organisation))
}
