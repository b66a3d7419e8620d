//! A group ends.

use access::{Act, actions::ManageGroups, offers::Group as Kind};
use casework::promises;
use kernel::{Id, PromiseKind, Result};

use super::hosted;
use crate::groups::{model::State, store};

/// Ends a group: it takes no more bookings, nobody waits any longer, and places that are held are held no more.
/// Bookings stay, so that attendance can still be taken.
///
/// # Errors
/// `NotFound` for a group of others; `Refused` (`group.host`); `Stale`.
pub fn end_group(act: &Act<'_>, id: Id<Kind>, version: i64) -> Result<()> {
    let grant = act.agency::<ManageGroups>()?;
    hosted(act, &grant, id)?;
    store::end(act, id, version)?;
    for share in store::pools(act, id)? {
        for held in store::held(act, id, share.agency)? {
            store::change_booking(act, &held, State::Ended, None)?;
            store::release(act, id, share.agency)?;
            promises::withdraw(act, held.id.cast(), PromiseKind::PlaceHeld)?;
        }
        while let Some(waiting) = store::first_waiting(act, id, share.agency)? {
            store::change_booking(act, &waiting, State::Ended, None)?;
        }
    }
    grant.noted(act, "group", id.cast(), None, "ended")
}
