//! Holding a record against destruction, and lifting the hold.

use access::{Act, Protected, actions::HoldRecord};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use crate::{retention::store, words::NOTE};

/// Reads the reason of a hold, of its lifting, or of a proposal.
pub fn reason_fields(f: &mut Fields) -> Result<String, Invalid> {
    let reason = f.required("reason", "Say why", NOTE);
    f.finish(|| reason)
}

/// Holds a record.
///
/// # Errors
/// `NotFound` for a record of others; `Refused` (`retention.held`) when a hold stands already.
pub fn hold_record<T: Protected>(act: &Act<'_>, id: Id<T>, reason: &str) -> Result<()> {
    let grant = act.one::<HoldRecord, T>(id)?;
    if store::held(act, id.cast())? {
        return Err(Error::refused("retention.held", "A hold stands on this record already."));
    }
    store::hold(act, &grant, reason)?;
    grant.note(act, "held against destruction")
}

/// Lifts the hold of a record.
///
/// # Errors
/// `NotFound` for a record of others; `Refused` (`retention.not-held`) when none stands.
pub fn lift_hold<T: Protected>(act: &Act<'_>, id: Id<T>, why: &str) -> Result<()> {
    let grant = act.one::<HoldRecord, T>(id)?;
    if !store::lift(act, &grant, why)? {
        return Err(Error::refused("retention.not-held", "No hold stands on this record."));
    }
    grant.note(act, "the hold was lifted")
}
