//! An agency shows a finished round to others that share theirs, or takes it back. Notes and actions never go along.

use access::{Act, actions::RateServiceAudit, audit::changed};
use kernel::{Id, Result};

use crate::service_audit::{model::AuditRound, store};

/// Shares a round, or stops.
///
/// # Errors
/// `NotFound` for another agency's; `Stale`; `Refused` by `service-audit.share` while it is open.
pub(in crate::service_audit) fn share_round(
    act: &Act<'_>,
    id: Id<AuditRound>,
    version: i64,
    shared: bool,
) -> Result<()> {
    let grant = act.one::<RateServiceAudit, AuditRound>(id)?;
    let round = store::round(act, &grant)?;
    round.share()?;
    store::share(act, &grant, version, shared)?;
    let words = |yes: bool| if yes { "yes" } else { "no" };
    grant.note(act, &changed(&[("shared", words(round.shared), words(shared))]))
}
