//! Places that nobody took in time go on, and each free place is held for whoever has waited longest.

use ::store::{Read, outbox};
use access::{Act, accounts, offers::Group as Kind};
use casework::promises;
use kernel::{Id, Moment, PromiseKind, Result, Timestamp, kinds::Organisation};

use super::about;
use crate::groups::{
    model::{Booking, Group, State, held_until, takes_bookings},
    store,
};

/// Groups and agencies in which a place is held for longer than was promised.
///
/// # Errors
/// Only an operator's.
pub fn due_groups(r: &Read<'_>, now: Timestamp) -> Result<Vec<(Id<Kind>, Id<Organisation>)>> {
    store::due(r, now)
}

/// Gives on what was held too long in a group for an agency's families: for the job that does so by itself.
///
/// # Errors
/// Only an operator's.
pub fn move_on(act: &Act<'_>, group: Id<Kind>, agency: Id<Organisation>) -> Result<()> {
    move_on_in(act, group, agency)
}

/// The same, for an action that has changed places: in its own transaction.
pub(super) fn move_on_in(act: &Act<'_>, group: Id<Kind>, agency: Id<Organisation>) -> Result<()> {
    for booking in store::held(act, group, agency)? {
        if booking.lapses(act.now()) {
            store::change_booking(act, &booking, State::Lapsed, None)?;
            store::release(act, group, agency)?;
            // It was held as long as was promised.
            let until = booking.held_until.unwrap_or(act.now());
            promises::keep(act, booking.id.cast(), PromiseKind::PlaceHeld, until)?;
            tell(act, &booking, "The place that was held for you has gone to the next family", LAPSED)?;
        }
    }
    let group = store::load(act, agency, group, act.now())?;
    if takes_bookings(&group, act.now()).is_err() {
        return Ok(());
    }
    while let Some(next) = store::first_waiting(act, group.id, agency)? {
        if !store::take(act, group.id, agency)? {
            break;
        }
        offer(act, &group, &next)?;
    }
    Ok(())
}

const LAPSED: &str = "We held a place in a group for you, and did not hear from you in time. It has gone to the next \
    family. If you still want to come, sign in, open Groups and join the waiting list again.";

fn offer(act: &Act<'_>, group: &Group, next: &Booking) -> Result<()> {
    let until = held_until(act.now(), group.hold_hours);
    store::change_booking(act, next, State::Offered, Some(until))?;
    promises::make_due(act, about(next), PromiseKind::PlaceHeld, act.now(), until)?;
    let words = format!(
        "A place has become free in a group that you wait for. It is held for you until {}. Sign in, open Groups, and \
         say yes or no. If we hear nothing until then, it goes to the next family.",
        Moment(until)
    );
    tell(act, next, "A place is free for you", &words)
}

/// Tells the family that booked itself. The letter names neither group nor child.
fn tell(act: &Act<'_>, booking: &Booking, subject: &str, words: &str) -> Result<()> {
    let Some(account) = booking.account else { return Ok(()) };
    let key = format!("group {} {}", booking.id, booking.version);
    let to = accounts::email_of(act, account)?;
    outbox::email(act.write(), act.now(), &key, &to, subject, words)
}
