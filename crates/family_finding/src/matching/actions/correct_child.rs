//! What is recorded of one child is put right.

use access::{
    Act,
    actions::EditMatching,
    finding::{ProfiledChild, WaitingGroup},
};
use kernel::{Error, Id, Invalid, Result};

use super::not_known;
use crate::{
    matching::{
        form::{NewChild, check_child},
        store,
    },
    shared::corrected,
};

/// Puts right what is recorded of a child, however the group stands, and says in the log what was recorded before and is
/// now. Links that were made before keep the reasons they were made with.
///
/// # Errors
/// `Invalid`; `Refused` (`matching.known`); `NotFound` for a child of another group; [`kernel::Error::Stale`].
pub fn correct_child(
    act: &Act<'_>,
    id: Id<WaitingGroup>,
    version: i64,
    child: Id<ProfiledChild>,
    new: &NewChild,
) -> Result<()> {
    let grant = act.one::<EditMatching, WaitingGroup>(id)?;
    let wrong = check_child(new, act.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let before = NewChild::of(&store::one(act, &grant)?, child).ok_or(Error::NotFound)?;
    not_known(act, &act.agency::<EditMatching>()?, new, Some(child))?;
    store::change_child(act, &grant, version, child, new)?;
    grant.note(act, &format!("a child was corrected; {}", corrected(&before.told(), &new.told())))
}
