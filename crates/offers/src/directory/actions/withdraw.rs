//! An entry is taken out of the directory, and put back.

use access::{Act, actions::KeepDirectory, audit};
use kernel::{Error, Result};

use super::{Entries, own, promise, rule};
use crate::directory::{
    model::{Service, Status},
    store::{self, Terms},
};

/// Takes an entry out of the directory. It is kept, and can be opened again. One that another directory keeps can be
/// withdrawn too; taking that directory in again leaves it so.
///
/// # Errors
/// `NotFound` for another agency's; `Refused` (`directory.stands`) when it is withdrawn already; `Stale`.
pub fn withdraw_entry(act: &Act<'_>, id: Entries, version: i64, reason: &str) -> Result<Service> {
    stand(act, id, version, Status::Inactive, reason)
}

/// Opens a withdrawn entry again.
///
/// # Errors
/// As [`withdraw_entry`], and `Refused` (`directory.fed`) for one that another directory keeps and has no more.
pub fn reopen_entry(act: &Act<'_>, id: Entries, version: i64) -> Result<Service> {
    stand(act, id, version, Status::Active, "")
}

fn stand(act: &Act<'_>, id: Entries, version: i64, to: Status, reason: &str) -> Result<Service> {
    let grant = act.one::<KeepDirectory, _>(id)?;
    let before = store::load(act, &grant)?;
    if before.missing.is_some() {
        own(&before)?;
    }
    if before.entry.status == to {
        return Err(Error::refused(
            rule::STANDS,
            "It stands so already. Open the entry again to see how it stands.",
        ));
    }
    let mut after = before.clone();
    after.entry.status = to;
    after.entry.details.withdrawn_here = to == Status::Inactive;
    after.modified = act.now();
    let mut terms = Terms::default();
    store::change(act.write(), &mut terms, &before, &after, version)?;
    terms.write(act.write())?;
    promise(act, &after, false)?;
    let was = before.entry.status.code();
    grant.note(act, &format!("{} {reason}", audit::changed(&[("status", was, to.code())])))?;
    store::load(act, &grant)
}
