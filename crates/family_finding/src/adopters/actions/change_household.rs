//! What a household can offer is put right, or has changed.

use access::{Act, actions::EditAdopters, finding::Household};
use kernel::{Error, Id, Invalid, Result};

use crate::{
    adopters::{
        model::{self, Entry},
        store,
    },
    shared::corrected,
};

/// Changes a household, and says in the log field by field what was recorded before and is now.
///
/// # Errors
/// `Invalid`: see [`model::check`]; [`kernel::Error::Stale`].
pub fn change_household(act: &Act<'_>, id: Id<Household>, version: i64, entry: &Entry) -> Result<()> {
    let grant = act.one::<EditAdopters, Household>(id)?;
    let wrong = model::check(entry, act.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let before = store::own(act, &grant)?.entry();
    store::change(act, &grant, version, entry)?;
    grant.note(act, &corrected(&before.told(), &entry.told()))
}
