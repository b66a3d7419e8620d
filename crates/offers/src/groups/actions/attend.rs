//! Who came.

use access::{
    Act,
    actions::ManageGroups,
    offers::{Booking as BookingKind, GroupSession},
};
use kernel::{Error, Id, Result};

use crate::groups::{
    model::{Outcome, rule},
    store,
};

/// Notes who of an agency's own families came to a session. What was noted before is put right.
///
/// # Errors
/// `NotFound` for a session of others; `Invalid` on `outcome` for a booking that is not of this session and agency, or is
/// sealed; `Refused` (`group.early`) before the day of the session.
pub fn take_attendance(
    act: &Act<'_>,
    session: Id<GroupSession>,
    came: &[(Id<BookingKind>, Outcome)],
) -> Result<()> {
    let grant = act.agency::<ManageGroups>()?;
    let (found, group) = store::one_session(act, &grant, session)?;
    if kernel::local_date(found.starts) > act.today() {
        return Err(Error::refused(rule::EARLY, "Attendance is taken on the day of the session or later."));
    }
    let expected = store::attendance(act, &grant, group, session)?;
    for (booking, outcome) in came {
        if !expected.iter().any(|e| e.booking == *booking) {
            return Err(Error::field(
                "outcome",
                "Open this page again: somebody on it is not booked any more",
            ));
        }
        store::mark(act, session, *booking, *outcome, act.actor().account())?;
    }
    grant.noted(act, "group-session", session.cast(), None, &format!("attendance of {}", came.len()))
}
