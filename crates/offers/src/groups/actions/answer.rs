//! A family says yes or no to the place that is held for it.

use access::{Act, actions::BookGroups, offers::Booking as Kind};
use casework::promises;
use kernel::{Id, PromiseKind, Result};

use super::move_on::move_on_in;
use crate::groups::{
    model::{Booking, State},
    store,
};

/// Answers the place that is held for a family: it is booked, or goes to the next.
///
/// # Errors
/// `NotFound` for a booking of others; `Refused` (`group.not-held`) when none is held, or not any more.
pub fn answer_offer(act: &Act<'_>, id: Id<Kind>, yes: bool) -> Result<Booking> {
    let grant = act.one::<BookGroups, _>(id)?;
    let booking = store::booking(act, &grant)?;
    let to = booking.answered(yes, act.now())?;
    store::change_booking(act, &booking, to, None)?;
    promises::keep(act, id.cast(), PromiseKind::PlaceHeld, act.now())?;
    grant.note(act, to.code())?;
    if to == State::Declined {
        store::release(act, booking.group, booking.agency)?;
        move_on_in(act, booking.group, booking.agency)?;
    }
    store::booking(act, &grant)
}
