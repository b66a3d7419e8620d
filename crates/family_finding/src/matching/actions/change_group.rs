//! What belongs to a whole group is put right, or has changed.

use access::{Act, actions::EditMatching, finding::WaitingGroup};
use kernel::{Error, Id, Invalid, Result};

use crate::matching::{
    form::{NewGroup, check},
    store,
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
    let before = store::one(act, &grant)?.group;
    store::change(act, &grant, version, new)?;
    let was = (before.since, before.route.code(), before.contact.code(), &before.council, &before.avoid);
    let is = (new.since, new.route.code(), new.contact.code(), &new.council, &new.avoid);
    grant.note(act, &format!("was {was:?}, is {is:?}"))
}
