//! Groups, places and waiting lists as values: who gets a place, who waits, and who is next. Pure.

use access::offers::{Booking as BookingKind, Group as GroupKind, GroupSession, Service};
use jiff::SignedDuration;
use kernel::{
    Error, Id, Result, Timestamp, codes,
    kinds::{Account, Family, Organisation},
};

codes! {
    /// What sort of group it is.
    Sort {
        Support = "support", "Support group";
        Workshop = "workshop", "Workshop or course";
        Day = "day", "Activity day";
        Training = "training", "Training";
    }
}

codes! {
    /// How a group stands.
    Stand {
        Open = "open", "Open";
        Ended = "ended", "Ended";
    }
}

codes! {
    /// How a session stands.
    SessionState {
        Planned = "planned", "Planned";
        Cancelled = "cancelled", "Does not take place";
    }
}

codes! {
    /// How a family's booking stands.
    State {
        Booked = "booked", "Booked";
        Offered = "offered", "Place held";
        Waiting = "waiting", "On the waiting list";
        Cancelled = "cancelled", "Cancelled";
        Declined = "declined", "Place declined";
        Lapsed = "lapsed", "Not answered in time";
        Ended = "ended", "The group ended";
    }
}

codes! {
    /// Whether somebody came.
    Outcome {
        Came = "came", "Came";
        Missed = "missed", "Did not come";
        Excused = "excused", "Told us before";
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// No place is free.
    pub const FULL: &str = "group.full";
    /// The group takes no more bookings.
    pub const CLOSED: &str = "group.closed";
    /// The family is booked, or waits, already.
    pub const TWICE: &str = "group.twice";
    /// There is no place held to answer.
    pub const NOT_HELD: &str = "group.not-held";
    /// The booking has ended.
    pub const OVER: &str = "group.over";
    /// More places are taken than would be left.
    pub const TAKEN: &str = "group.taken";
    /// The agency that gives the group does this.
    pub const HOST: &str = "group.host";
    /// The session has not begun.
    pub const EARLY: &str = "group.early";
}

/// The most places of one group.
pub const MOST_PLACES: i64 = 500;
/// The most sessions of one group.
pub const MOST_SESSIONS: usize = 60;
/// How long a freed place may be held, in hours: from one to a fortnight.
pub const HOLD: std::ops::RangeInclusive<i64> = 1..=336;

/// A group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its id.
    pub id: Id<GroupKind>,
    /// The agency that gives it.
    pub host: Id<Organisation>,
    /// The host's name.
    pub host_name: String,
    /// The entry of the directory that it belongs to.
    pub service: Option<Id<Service>>,
    /// What sort it is.
    pub sort: Sort,
    /// Its name.
    pub name: String,
    /// What it is, for families.
    pub about: String,
    /// How it stands.
    pub stand: Stand,
    /// How long a freed place is held, in hours.
    pub hold_hours: i64,
    /// When it was planned.
    pub made: Timestamp,
    /// The version that an edit is based on.
    pub version: i64,
    /// The places for the families of whoever looks.
    pub pool: Pool,
    /// Its next session.
    pub next: Option<Timestamp>,
}

/// The places of a group for one agency's families.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pool {
    /// How many there are.
    pub places: i64,
    /// How many are booked or held.
    pub taken: i64,
}

impl Pool {
    /// Places that nobody has.
    pub fn free(self) -> i64 {
        (self.places - self.taken).max(0)
    }
}

/// A session of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Its id.
    pub id: Id<GroupSession>,
    /// When it begins.
    pub starts: Timestamp,
    /// How long it lasts, in minutes.
    pub minutes: i64,
    /// Where; for an online one, how one joins is told to those who are booked.
    pub place: String,
    /// Whether it is online.
    pub online: bool,
    /// Who leads it; may be empty.
    pub facilitator: String,
    /// How it stands.
    pub state: SessionState,
}

/// A family's booking.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// Its id.
    pub id: Id<BookingKind>,
    /// Of which group.
    pub group: Id<GroupKind>,
    /// The family's agency, whose places these are.
    pub agency: Id<Organisation>,
    /// Whose it is.
    pub family: Id<Family>,
    /// Who booked, when a family did so itself.
    pub account: Option<Id<Account>>,
    /// How it stands.
    pub state: State,
    /// Who comes.
    pub who: String,
    /// What would help them to take part; may be empty.
    pub needs: String,
    /// When they asked: the waiting list goes by this.
    pub queued: Timestamp,
    /// Until when a place is held for them.
    pub held_until: Option<Timestamp>,
    /// The version that an edit is based on.
    pub version: i64,
}

impl State {
    /// Whether it takes up a place.
    pub fn takes(self) -> bool {
        matches!(self, State::Booked | State::Offered)
    }

    /// Whether it is not over.
    pub fn stands(self) -> bool {
        self.takes() || self == State::Waiting
    }
}

/// How a new booking begins: a place where one is free and nobody waits for it, else the waiting list for who is ready
/// to wait. Nobody comes before those who wait already.
///
/// # Errors
/// `Refused` (`group.full`) for who wanted a place and not to wait.
pub fn begins(pool: Pool, anybody_waits: bool, ready_to_wait: bool) -> Result<State> {
    match (pool.free() > 0 && !anybody_waits, ready_to_wait) {
        (true, _) => Ok(State::Booked),
        (false, true) => Ok(State::Waiting),
        (false, false) => Err(Error::refused(
            rule::FULL,
            "The last place has just gone. You can join the waiting list: a freed place goes to whoever waits longest.",
        )),
    }
}

impl Booking {
    /// What becomes of it when its family answers the place that is held for them.
    ///
    /// # Errors
    /// `Refused` (`group.not-held`) when none is held, or not any more.
    pub fn answered(&self, yes: bool, now: Timestamp) -> Result<State> {
        match (self.state, self.held_until) {
            (State::Offered, Some(until)) if now <= until => {
                Ok(if yes { State::Booked } else { State::Declined })
            }
            _ => Err(Error::refused(
                rule::NOT_HELD,
                "No place is held for you now: it was answered already, or the time is over. You can join the waiting list again.",
            )),
        }
    }

    /// Whether the place that was held for it goes to the next.
    pub fn lapses(&self, now: Timestamp) -> bool {
        self.state == State::Offered && self.held_until.is_some_and(|until| until < now)
    }

    /// Refuses to cancel what is over.
    ///
    /// # Errors
    /// `Refused` (`group.over`).
    pub fn may_cancel(&self) -> Result<()> {
        if self.state.stands() {
            return Ok(());
        }
        Err(Error::refused(rule::OVER, "This booking is over already. Nothing is left to cancel."))
    }
}

/// Until when a place that became free at `now` is held.
pub fn held_until(now: Timestamp, hours: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_hours(hours)).unwrap_or(now)
}

/// Whether a group takes bookings: it is open, and will meet again.
///
/// # Errors
/// `Refused` (`group.closed`).
pub fn takes_bookings(group: &Group, now: Timestamp) -> Result<()> {
    if group.stand == Stand::Open && group.next.is_some_and(|next| next > now) {
        return Ok(());
    }
    Err(Error::refused(
        rule::CLOSED,
        "This group takes no bookings: it has ended, or no further session is planned.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_comes_before_those_who_wait() {
        let pool = |places, taken| Pool { places, taken };
        assert_eq!(begins(pool(2, 1), false, false).unwrap(), State::Booked);
        assert_eq!(begins(pool(2, 1), true, true).unwrap(), State::Waiting);
        assert_eq!(begins(pool(2, 1), true, false).unwrap_err().code(), rule::FULL);
        assert_eq!(begins(pool(2, 2), false, true).unwrap(), State::Waiting);
        assert_eq!(begins(pool(0, 0), false, false).unwrap_err().code(), rule::FULL);
    }

    #[test]
    fn a_held_place_is_answered_in_time_or_goes_on() {
        let until = held_until(at("2026-11-20T09:30:00Z"), 48);
        let booking = |state| Booking {
            id: Id::from_parts(1, [1; 10]),
            group: Id::from_parts(1, [2; 10]),
            agency: Id::from_parts(1, [3; 10]),
            family: Id::from_parts(1, [4; 10]),
            account: None,
            state,
            who: "Us".into(),
            needs: String::new(),
            queued: at("2026-11-01T09:30:00Z"),
            held_until: Some(until),
            version: 1,
        };
        let held = booking(State::Offered);
        assert_eq!(held.answered(true, until).unwrap(), State::Booked);
        assert_eq!(held.answered(false, until).unwrap(), State::Declined);
        let late = at("2026-11-22T09:30:00.000001Z");
        assert_eq!(held.answered(true, late).unwrap_err().code(), rule::NOT_HELD);
        assert!(held.lapses(late) && !held.lapses(until));
        for state in [State::Booked, State::Waiting, State::Lapsed] {
            assert_eq!(booking(state).answered(true, until).unwrap_err().code(), rule::NOT_HELD);
        }
        for state in State::ALL {
            assert_eq!(booking(*state).may_cancel().is_ok(), state.stands(), "{state:?}");
        }
    }
}
