//! Somebody looked, and it is all still so.

use access::{Act, actions::KeepDirectory, audit};
use kernel::Result;

use super::{Entries, own, promise};
use crate::directory::{
    model::{Service, next_review},
    store::{self, Terms},
};

/// Notes that an entry was looked at today and stands; it is looked at again in half a year.
///
/// # Errors
/// `NotFound` for another agency's; `Refused` (`directory.fed`) for one that another directory keeps; `Stale`.
pub fn check_entry(act: &Act<'_>, id: Entries, version: i64) -> Result<Service> {
    let grant = act.one::<KeepDirectory, _>(id)?;
    let before = store::load(act, &grant)?;
    own(&before)?;
    let mut after = before.clone();
    after.entry.assured = act.today();
    after.entry.review = next_review(act.today());
    after.modified = act.now();
    let mut terms = Terms::default();
    store::change(act.write(), &mut terms, &before, &after, version)?;
    terms.write(act.write())?;
    promise(act, &after, true)?;
    let (from, to) = (before.entry.review.to_string(), after.entry.review.to_string());
    grant.note(act, &audit::changed(&[("review", &from, &to)]))?;
    store::load(act, &grant)
}
