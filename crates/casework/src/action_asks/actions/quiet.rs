//! No more reminders: the owner of an action asks for that behind their link, or a worker for them. The asking itself stands: it
//! can still be answered, and whoever asked still hears when it is late.

use access::{
    Act, Action, Grant, One, actions::EditPlan, audit::changed, links::Secret, planning::ActionAsk,
};
use kernel::{Id, Result};

use super::open::follow;
use crate::action_asks::{
    model::State,
    store::{self, Asking},
};

/// The owner wants no more reminders. Asked twice, it is done once; a link that was used up has nothing to be reminded of.
///
/// # Errors
/// `NotFound` for a link that does not work.
pub fn by_owner(act: &Act<'_>, secret: &Secret) -> Result<()> {
    let found = follow(act, secret)?;
    if found.used { Ok(()) } else { stop(act, &found.grant, &found.k) }
}

/// A worker stops them, such as after a call.
///
/// # Errors
/// `NotFound` for what is others'; `Refused` by rule `action-ask.settled` once it was answered or withdrawn.
pub fn by_worker(act: &Act<'_>, id: Id<ActionAsk>) -> Result<Asking> {
    let grant = act.one::<EditPlan, ActionAsk>(id)?;
    let k = store::load(act, &grant)?;
    k.state.to(State::Withdrawn)?;
    stop(act, &grant, &k)?;
    store::load(act, &grant)
}

fn stop<A: Action>(act: &Act<'_>, grant: &Grant<A, One<ActionAsk>>, k: &Asking) -> Result<()> {
    if k.quiet.is_some() {
        return Ok(());
    }
    store::quiet(act, grant)?;
    grant.note(act, &changed(&[("reminders", "on", "off")]))
}
