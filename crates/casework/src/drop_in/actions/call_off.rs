//! A session does not take place: everybody who booked is told.

use access::{Act, actions::PublishDropIns, front_door::DropIn as Session};
use kernel::{Error, Id, Result};

use super::{when_and_where, write_to};
use crate::drop_in::{
    model::{Booked, Booking, State},
    store::{self, bookings},
};

/// Calls a session off, and gives those who booked and could not be written to: somebody has to ring them.
///
/// # Errors
/// `Stale` when it was changed since, or called off already; `Refused` (`drop-in.over`) once it has ended.
pub fn call_off(act: &Act<'_>, id: Id<Session>, version: i64) -> Result<Vec<Booking>> {
    let grant = act.one::<PublishDropIns, Session>(id)?;
    let session = store::load(act, &grant)?;
    if session.ends() <= act.now() {
        return Err(Error::refused(
            super::super::model::rule::OVER,
            "This session is over. There is nothing to call off.",
        ));
    }
    store::call_off(act, &grant, version)?;
    let mut to_ring = Vec::new();
    for booking in bookings::to_call_off(act, id)? {
        bookings::step(act, booking.id, booking.version, Booked::CalledOff)?;
        let body = format!(
            "We are sorry: the drop-in that you booked does not take place ({}).\n\n\
             You can book another time on the page where you booked this one.\n\n\
             If anybody is in danger, call 999.\n",
            when_and_where(&session, booking.starts)
        );
        let key = format!("drop-in-called-off:{}", booking.id);
        write_to(act, &booking, &key, "The drop-in does not take place", &body)?;
        if !booking.told.may_write() {
            to_ring.push(booking);
        }
    }
    grant.note(act, &access::audit::changed(&[("state", State::Open.code(), State::CalledOff.code())]))?;
    Ok(to_ring)
}
