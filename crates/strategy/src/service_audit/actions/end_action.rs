//! Something was done, or is not going to be.

use access::{Act, actions::RateServiceAudit, audit::changed};
use kernel::{Error, Id, Result};

use crate::service_audit::{
    model::{ActionState, AuditAction, rule},
    store,
};

/// Ends an action.
///
/// # Errors
/// `NotFound` for another agency's; `Stale`; `Refused` by `service-audit.action` when it has ended already.
pub(in crate::service_audit) fn end_action(
    act: &Act<'_>,
    id: Id<AuditAction>,
    version: i64,
    state: ActionState,
) -> Result<()> {
    let grant = act.one::<RateServiceAudit, AuditAction>(id)?;
    let action = store::action(act, &grant)?;
    if action.state != ActionState::Open {
        return Err(Error::refused(
            rule::ACTION,
            "This has ended already. Set down a new action if there is more to do.",
        ));
    }
    store::end_action(act, &grant, version, state)?;
    grant.note(act, &changed(&[("status", action.state.code(), state.code())]))
}
