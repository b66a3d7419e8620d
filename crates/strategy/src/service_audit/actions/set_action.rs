//! Something is to be done about a line.

use access::{Act, actions::RateServiceAudit};
use kernel::{Error, Id, Result};

use crate::service_audit::{
    catalogue,
    form::NewAction,
    model::{Action, ActionState, AuditRound},
    store,
};

/// How far ahead a day may lie, in years: a guard against a slip.
const YEARS_AHEAD: i16 = 10;

/// Sets down an action. It outlives its round: what is not done stands until somebody ends it.
///
/// # Errors
/// `NotFound` for another agency's round; `Invalid` on `line` or `due`.
pub(in crate::service_audit) fn set_action(
    act: &Act<'_>,
    round: Id<AuditRound>,
    new: &NewAction,
) -> Result<Action> {
    let grant = act.one::<RateServiceAudit, AuditRound>(round)?;
    if catalogue::line(&new.line).is_err() {
        return Err(Error::field("line", "Choose one of the lines, such as 9d"));
    }
    let today = act.today();
    if new.due < today || new.due.year() > today.year().saturating_add(YEARS_AHEAD) {
        return Err(Error::field("due", "Enter a day from today on, at most ten years ahead"));
    }
    let action = Action {
        id: Id::new(act.now()),
        round,
        line: new.line.clone(),
        what: new.what.clone(),
        owner: new.owner.clone(),
        priority: new.priority,
        due: new.due,
        state: ActionState::Open,
        ended: None,
        version: 1,
    };
    store::insert_action(act, grant.agency(), &action)?;
    grant.note(
        act,
        &format!("action set on line {}, priority {}, due {}", action.line, action.priority, action.due),
    )?;
    Ok(action)
}
