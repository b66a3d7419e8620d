//! An entry says something else now.

use access::{Act, actions::KeepDirectory, audit};
use kernel::Result;

use super::{Entries, Input, own, promise, told};
use crate::directory::{
    model::Service,
    store::{self, Terms},
};

/// Changes an entry that the agency keeps.
///
/// # Errors
/// `NotFound` for another agency's; `Refused` (`directory.fed`) for one that another directory keeps; `Invalid`; `Stale`.
pub fn change_entry(act: &Act<'_>, id: Entries, version: i64, input: &Input) -> Result<Service> {
    let grant = act.one::<KeepDirectory, _>(id)?;
    let before = store::load(act, &grant)?;
    own(&before)?;
    let mut after = before.clone();
    after.entry = input.checked(act)?;
    after.entry.status = before.entry.status;
    after.entry.details.withdrawn_here = before.entry.details.withdrawn_here;
    after.organisation = store::put_giver(act.write(), grant.agency(), &after.entry.giver, act.now())?;
    after.modified = act.now();
    let mut terms = Terms::default();
    store::change(act.write(), &mut terms, &before, &after, version)?;
    terms.write(act.write())?;
    promise(act, &after, after.entry.assured > before.entry.assured)?;
    grant.note(act, &audit::differences(&told(&before), &told(&after))?)?;
    store::load(act, &grant)
}
