//! What can be done about groups, bookings and attendance.

mod answer;
mod attend;
mod book;
mod cancel;
mod end;
mod move_on;
mod plan;
mod session;
mod share;
#[cfg(test)]
mod tests;

pub use answer::answer_offer;
pub use attend::take_attendance;
pub(super) use book::{ALL, agency_of};
pub use book::{Booker, Wish, book};
pub use cancel::cancel_booking;
pub use end::end_group;
pub use move_on::{due_groups, move_on};
pub use plan::{Input, change_group, plan_group};
pub use session::{SessionInput, add_session, call_off_session};
pub use share::share_places;

use access::{Act, Action, Grant, InAgency, offers::Group as Kind};
use casework::promises::About;
use kernel::{Error, Id, Result};

use super::{
    model::{Booking, Group, rule},
    store,
};

/// The group of a grant, which the grant's agency must give.
fn hosted<A: Action>(act: &Act<'_>, grant: &Grant<A, InAgency>, id: Id<Kind>) -> Result<Group> {
    let group = store::load(act, grant.agency(), id, act.now())?;
    if group.host == grant.agency() {
        return Ok(group);
    }
    Err(Error::refused(
        rule::HOST,
        format!(
            "{} gives this group and looks after it. You can book places for your families.",
            group.host_name
        ),
    ))
}

/// What the promise of a held place is about.
fn about(booking: &Booking) -> About {
    About { agency: booking.agency, case: None, enquiry: None, thing: booking.id.cast() }
}
