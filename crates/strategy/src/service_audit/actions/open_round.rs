//! A new round of rating begins, empty.

use access::{Act, actions::RateServiceAudit};
use kernel::{Error, Id, Result};

use crate::service_audit::{
    model::{AuditRound, RoundState, rule},
    store,
};

/// Opens a round.
///
/// # Errors
/// `Refused` by `service-audit.open` while another is open.
pub(in crate::service_audit) fn open_round(act: &Act<'_>) -> Result<Id<AuditRound>> {
    let grant = act.agency::<RateServiceAudit>()?;
    if store::rounds(act, &grant)?.iter().any(|round| round.state == RoundState::Open) {
        return Err(Error::refused(
            rule::OPEN,
            "A round is open already. Finish it before you open another, so that each tells of its own time.",
        ));
    }
    let id = Id::new(act.now());
    store::insert_round(act, &grant, id)?;
    grant.noted(act, "service-audit-round", id.cast(), None, "opened")?;
    Ok(id)
}
