//! Somebody looked at a case that gathered early signs, and says what they decided and why. It comes back when something new is added.

use access::{Act, Action, Grant, One, actions::SettleSigns};
use casework::cases::store as cases;
use kernel::{Error, Id, Result, kinds::Case};

use super::note_line;
use crate::early_signs::{
    form::Settled,
    model::{Decided, Standing},
    store,
};

/// The rule by the code that a refusal carries: nobody is asked to look.
pub const NOTHING: &str = "early-sign.nothing";

/// Writes down what was decided.
///
/// # Errors
/// `NotFound` for a case of others; `Refused`: `early-sign.nothing` where nobody is asked to look; `Stale` when something
/// was added since.
pub fn settle(act: &Act<'_>, id: Id<Case>, input: &Settled) -> Result<()> {
    let grant = act.one::<SettleSigns, Case>(id)?;
    let case = cases::load(act, &grant)?;
    match store::prompt(act, &grant)? {
        Some(p) if p.version != input.version => return Err(Error::Stale),
        Some(p) if p.standing == Standing::Look => {}
        _ => return Err(Error::refused(NOTHING, "Nobody is asked to look at this case now.")),
    }
    store::settle(act, &grant, input.version, input.decided, &input.words)?;
    grant.note(act, &format!("early signs: look, then seen: {}", input.decided.code()))?;
    note_line(act, &case, &format!("Early signs were looked at. {}. {}", input.decided.label(), input.words))
}

/// An escalation was opened on the case: who opened it has looked.
pub(crate) fn escalated<A: Action>(act: &Act<'_>, grant: &Grant<A, One<Case>>, why: &str) -> Result<()> {
    match store::prompt(act, grant)? {
        Some(p) if p.standing == Standing::Look => {
            store::settle(act, grant, p.version, Decided::Escalated, why)
        }
        _ => Ok(()),
    }
}
