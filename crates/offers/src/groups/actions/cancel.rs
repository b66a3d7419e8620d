//! A family cannot come, or waits no longer.

use access::{Act, actions::BookGroups, offers::Booking as Kind};
use casework::promises;
use kernel::{Id, PromiseKind, Result};

use super::move_on::move_on_in;
use crate::groups::{
    model::{Booking, State},
    store,
};

/// Cancels a booking. Its place is held for whoever has waited longest.
///
/// # Errors
/// `NotFound` for a booking of others; `Refused` (`group.over`) when it is over already; `Stale` when it stands otherwise than
/// whoever cancels has seen.
pub fn cancel_booking(act: &Act<'_>, id: Id<Kind>, version: i64) -> Result<Booking> {
    let grant = act.one::<BookGroups, _>(id)?;
    let booking = store::booking(act, &grant)?;
    booking.may_cancel()?;
    let seen = Booking { version, ..booking.clone() };
    store::change_booking(act, &seen, State::Cancelled, None)?;
    if booking.state == State::Offered {
        promises::keep(act, id.cast(), PromiseKind::PlaceHeld, act.now())?;
    }
    grant.note(act, &format!("{} cancelled", booking.state.code()))?;
    if booking.state.takes() {
        store::release(act, booking.group, booking.agency)?;
        move_on_in(act, booking.group, booking.agency)?;
    }
    store::booking(act, &grant)
}
