//! A worker notes who came, and what was said.

use access::{Act, actions::HoldDropIns, front_door::DropInBooking};
use kernel::{Error, Id, Result};

use crate::drop_in::{model::Booked, store::bookings};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Attendance {
    /// The version that it is based on.
    pub version: i64,
    /// Came, or did not come.
    pub outcome: Booked,
    /// What was said; may be empty.
    pub note: String,
}

/// Notes whether somebody came. It can be put right until an enquiry is made of it.
///
/// # Errors
/// `Stale`; `Invalid` on `outcome` for another state; `Refused`: `drop-in.early`, `drop-in.over`, `drop-in.enquiry`.
pub fn attend(act: &Act<'_>, id: Id<DropInBooking>, input: &Attendance) -> Result<()> {
    let grant = act.one::<HoldDropIns, DropInBooking>(id)?;
    let booking = bookings::load(act, &grant)?;
    if booking.version != input.version {
        return Err(Error::Stale);
    }
    if !matches!(input.outcome, Booked::Came | Booked::Missed) {
        return Err(Error::field("outcome", "Choose whether they came"));
    }
    booking.may_mark(act.now())?;
    bookings::mark(act, &grant, input.version, input.outcome, &input.note)?;
    grant.note(act, &access::audit::changed(&[("state", booking.state.code(), input.outcome.code())]))
}
