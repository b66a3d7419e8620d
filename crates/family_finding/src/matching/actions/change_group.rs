//! What belongs to a whole group is put right, or has changed.

use access::{Act, actions::EditMatching, finding::WaitingGroup};
use kernel::{Error, Id, Invalid, Result};

use crate::{
    matching::{
        form::{NewGroup, check},
        store,
    },
    shared::corrected,
};

/// Changes a group, and says in the log what was recorded before and is now.
///
/// # Errors
/// `Invalid`; [`kernel::Error::Stale`].
pub fn change_group(act: &Act<'_>, id: Id<WaitingGroup>, version: i64, new: &NewGroup) -> Result<()> {
    let grant = act.one::<EditMatching, WaitingGroup>(id)?;
    let wrong = check(new, act.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let before = NewGroup::of(&store::one(act, &grant)?);
    store::change(act, &grant, version, new)?;
    grant.note(act, &corrected(&before.told(), &new.told()))
}
