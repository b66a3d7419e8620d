//! A visit becomes an enquiry in one step: what was told when booking and said at the visit goes with it, and the visit counts
//! as the advice call.

use access::{
    Act,
    actions::{HoldDropIns, TriageEnquiry},
    front_door::DropInBooking,
};
use kernel::{Error, Id, Invalid, Moment, Result};

use crate::{
    drop_in::{model::Booked, store::bookings},
    front_door::{
        actions::{held_at, record_of_family},
        model::check,
        store::Record,
    },
};

/// Makes an enquiry of a visit. Where somebody came, and whoever makes it works the duty queue, the promise of a call is kept
/// with it and an assessment is promised.
///
/// # Errors
/// `Stale`; `Refused`: `drop-in.early`, `drop-in.enquiry`; `Invalid` where what was told does not make an enquiry any more.
pub fn make_enquiry(act: &Act<'_>, id: Id<DropInBooking>, version: i64) -> Result<Record> {
    let grant = act.one::<HoldDropIns, DropInBooking>(id)?;
    let booking = bookings::load(act, &grant)?;
    if booking.version != version {
        return Err(Error::Stale);
    }
    booking.may_become_enquiry()?;
    let enquiry = booking.as_enquiry();
    let wrong = check(&enquiry, act.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let mut record = record_of_family(act, &enquiry, booking.family)?;
    if booking.state == Booked::Came && act.may::<TriageEnquiry>() {
        let held = format!("Held as a drop-in visit, {}.", Moment(booking.starts));
        record = held_at(act, record.id, record.version, booking.starts, &held)?;
    }
    bookings::become_enquiry(act, &grant, version, record.id)?;
    grant.note(act, &access::audit::changed(&[("enquiry", "", record.reference.as_str())]))?;
    Ok(record)
}
