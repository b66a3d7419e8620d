//! A round in which every line is rated is finished, and stays as it is from then on.

use access::{Act, actions::RateServiceAudit};
use kernel::{Error, Id, Result};

use crate::service_audit::{catalogue, model::AuditRound, store};

/// Finishes a round.
///
/// # Errors
/// `NotFound` for another agency's; `Stale`; `Refused` by `service-audit.finished` or `service-audit.unrated`.
pub(in crate::service_audit) fn finish_round(act: &Act<'_>, id: Id<AuditRound>, version: i64) -> Result<()> {
    let grant = act.one::<RateServiceAudit, AuditRound>(id)?;
    let round = store::round(act, &grant)?;
    let rated: Vec<String> = store::ratings(act, id)?.into_iter().map(|rated| rated.line).collect();
    round.finish(&catalogue::lines()?, &rated)?;
    if round.version != version {
        return Err(Error::Stale);
    }
    store::finish(act, &grant, version)?;
    grant.note(act, "finished")
}
