//! Lines of the open round are rated. Several people rate at once: each line has a version of its own.

use access::{Act, actions::RateServiceAudit, audit::changed};
use kernel::{Error, Id, Result};

use crate::service_audit::{catalogue, form::Typed, model::AuditRound, store};

/// Rates lines. What did not change is left alone.
///
/// # Errors
/// `NotFound` for another agency's round; `Invalid` on `line` for one that is not in the catalogue; `Refused` by
/// `service-audit.finished`; `Stale` when somebody rated a line that was read in an earlier version.
pub(in crate::service_audit) fn rate_lines(act: &Act<'_>, id: Id<AuditRound>, typed: &[Typed]) -> Result<()> {
    let grant = act.one::<RateServiceAudit, AuditRound>(id)?;
    store::round(act, &grant)?.must_be_open()?;
    let now = store::ratings(act, id)?;
    for one in typed {
        if catalogue::line(&one.line).is_err() {
            return Err(Error::field("line", "There is no such line. Lines are named as 1a to 17b"));
        }
        let before = now.iter().find(|rated| rated.line == one.line);
        if before.is_some_and(|b| b.rating == one.rating && b.note == one.note) {
            continue;
        }
        store::put_rating(act, id, &one.line, one.version, one.rating, one.note.as_deref())?;
        let from = before.map_or("", |b| b.rating.code());
        grant.note(act, &changed(&[(&one.line, from, one.rating.code())]))?;
    }
    Ok(())
}
