//! A booking is moved or cancelled: by whoever holds its link, by its family, or by a worker.

use access::{
    Act, Grant, Look, One,
    actions::BookDropIns,
    front_door::{DropIn as Session, DropInBooking},
    links::{self, Secret},
};
use kernel::{Error, Id, Result};

use super::book::link_until;
use crate::drop_in::{
    PURPOSE,
    model::{Booked, Booking},
    store::{self, bookings},
};

type Granted = Grant<BookDropIns, One<DropInBooking>>;

/// The grant that a link gives, without using it up: it works until five weeks after the time that is booked.
///
/// # Errors
/// `NotFound` for every link that does not work, whatever the reason.
pub fn of_link(look: &Look<'_>, link: &Secret) -> Result<Granted> {
    links::opened_grant::<BookDropIns, DropInBooking>(look, link, PURPOSE).map(|(grant, _)| grant)
}

fn at_version(act: &Act<'_>, grant: &Granted, version: i64) -> Result<Booking> {
    let booking = bookings::load(act, grant)?;
    if booking.version != version {
        return Err(Error::Stale);
    }
    booking.may_change(act.now())?;
    Ok(booking)
}

/// Moves a booking to another time of the same agency; its link goes with it.
///
/// # Errors
/// `Stale`; `NotFound` for a time of another agency; `Refused`: `drop-in.over`, `drop-in.closed`, `drop-in.full`.
pub fn move_to(act: &Act<'_>, grant: &Granted, version: i64, (id, slot): (Id<Session>, i64)) -> Result<()> {
    let booking = at_version(act, grant, version)?;
    let session = store::public(act, id)?;
    if session.agency != booking.agency {
        return Err(Error::NotFound);
    }
    session.audience.must_take(booking.told.asker)?;
    let starts = session.bookable(slot, act.now())?;
    if (id, slot) == (booking.drop_in, booking.slot) {
        return Err(Error::field("time", "That is the time that is booked. Choose another"));
    }
    store::take(act, id, slot)?;
    store::release(act, booking.drop_in, booking.slot)?;
    bookings::move_to(act, grant, version, (id, slot, starts))?;
    links::prolong(act.write(), PURPOSE, booking.id, act.now(), link_until(starts))?;
    let said = access::audit::changed(&[("starts", &booking.starts.to_string(), &starts.to_string())]);
    grant.note(act, &said)
}

/// Cancels a booking; its place is free for somebody else at once.
///
/// # Errors
/// `Stale`; `Refused`: `drop-in.over`.
pub fn cancel(act: &Act<'_>, grant: &Granted, version: i64) -> Result<()> {
    let booking = at_version(act, grant, version)?;
    bookings::step(act, booking.id, version, Booked::Cancelled)?;
    store::release(act, booking.drop_in, booking.slot)?;
    grant.note(act, &access::audit::changed(&[("state", booking.state.code(), Booked::Cancelled.code())]))
}
