//! Drop-ins as values: which days a series falls on, which times can be booked, what becomes of a booking. Pure.

use access::front_door::{DropIn as DropInKind, DropInBooking};
use jiff::SignedDuration;
use kernel::{
    Calendar, Date, Error, Id, Result, Timestamp, codes,
    kinds::{Account, Enquiry as EnquiryKind, Family, Organisation},
};

use crate::front_door::model::{Asker, Enquiry};

codes! {
    /// How one meets.
    Way {
        Place = "place", "In person";
        Phone = "phone", "By phone";
        Video = "video", "By video";
    }
}

codes! {
    /// Who a drop-in is for.
    Audience {
        Everyone = "everyone", "Everyone";
        Families = "families", "Adoptive parents, special guardians and kinship carers";
        Adults = "adults", "Adopted adults and young people";
        Birth = "birth-relatives", "Birth relatives";
    }
}

impl Audience {
    /// Whether somebody who asks as this is among those whom a session is for. A professional comes with or for anybody.
    pub fn takes(self, asker: Asker) -> bool {
        match (self, asker) {
            (Audience::Everyone, _) | (_, Asker::Professional) => true,
            (Audience::Families, asker) => {
                matches!(asker, Asker::AdoptiveParent | Asker::SpecialGuardian | Asker::KinshipCarer)
            }
            (Audience::Adults, asker) => matches!(asker, Asker::AdoptedAdult | Asker::YoungPerson),
            (Audience::Birth, asker) => asker == Asker::BirthRelative,
        }
    }

    /// Refuses whoever a session is not for: birth relatives and adoptive families do not meet at a door by chance.
    ///
    /// # Errors
    /// `Refused` (`drop-in.audience`).
    pub fn must_take(self, asker: Option<Asker>) -> Result<()> {
        if asker.is_none_or(|asker| self.takes(asker)) {
            return Ok(());
        }
        let why = format!("This session is for others: {}. Choose another.", self.label().to_lowercase());
        Err(Error::refused(rule::AUDIENCE, why))
    }
}

codes! {
    /// Whether a session takes place.
    State {
        Open = "open", "Takes place";
        CalledOff = "called-off", "Does not take place";
    }
}

codes! {
    /// How a booking stands.
    Booked {
        Booked = "booked", "Booked";
        Came = "came", "Came";
        Missed = "missed", "Did not come";
        Cancelled = "cancelled", "Cancelled";
        CalledOff = "called-off", "Called off by us";
    }
}

impl Booked {
    /// Whether it takes up a place.
    pub fn takes(self) -> bool {
        matches!(self, Booked::Booked | Booked::Came | Booked::Missed)
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// Nobody can book it any more.
    pub const CLOSED: &str = "drop-in.closed";
    /// Its last place has gone.
    pub const FULL: &str = "drop-in.full";
    /// The family has a time in this session.
    pub const TWICE: &str = "drop-in.twice";
    /// It is for others.
    pub const AUDIENCE: &str = "drop-in.audience";
    /// The booking is over.
    pub const OVER: &str = "drop-in.over";
    /// It has not begun.
    pub const EARLY: &str = "drop-in.early";
    /// There is an enquiry of it.
    pub const ENQUIRY: &str = "drop-in.enquiry";
}

/// Minutes of one time: S2 speaks of one to two hours, and short ones are common.
pub const MINUTES: std::ops::RangeInclusive<i64> = 10..=180;
/// Times of one session.
pub const SLOTS: std::ops::RangeInclusive<i64> = 1..=24;
/// Places of one time.
pub const PLACES: std::ops::RangeInclusive<i64> = 1..=20;
/// Weeks of one series.
pub const WEEKS: std::ops::RangeInclusive<i64> = 1..=26;
/// The longest session, in minutes.
pub const LONGEST: i64 = 12 * 60;

/// A session.
#[derive(Debug, Clone, PartialEq)]
pub struct DropIn {
    /// Its id.
    pub id: Id<DropInKind>,
    /// Whose it is.
    pub agency: Id<Organisation>,
    /// How one meets.
    pub way: Way,
    /// Where, or how one joins.
    pub place: String,
    /// Who it is for.
    pub audience: Audience,
    /// What to know about it; may be empty.
    pub about: String,
    /// When the first time begins.
    pub starts: Timestamp,
    /// How long each time lasts, in minutes.
    pub minutes: i64,
    /// How many times there are, one after the other.
    pub slots: i64,
    /// How many can book the same time.
    pub places: i64,
    /// Whether it takes place.
    pub state: State,
    /// The version that a change is based on.
    pub version: i64,
}

impl DropIn {
    /// When a time begins; none where there is no such time.
    pub fn slot_starts(&self, slot: i64) -> Option<Timestamp> {
        let after = SignedDuration::from_mins(self.minutes.checked_mul(slot)?);
        (0..self.slots).contains(&slot).then(|| self.starts.checked_add(after).ok()).flatten()
    }

    /// When the last time ends.
    pub fn ends(&self) -> Timestamp {
        let whole = SignedDuration::from_mins(self.minutes.saturating_mul(self.slots));
        self.starts.checked_add(whole).unwrap_or(self.starts)
    }

    /// When a time begins that can still be booked.
    ///
    /// # Errors
    /// `NotFound` where there is no such time; `Refused` (`drop-in.closed`) when it has begun, or the session was called off.
    pub fn bookable(&self, slot: i64, now: Timestamp) -> Result<Timestamp> {
        let starts = self.slot_starts(slot).ok_or(Error::NotFound)?;
        if self.state == State::Open && starts > now {
            return Ok(starts);
        }
        Err(Error::refused(
            rule::CLOSED,
            "This time can no longer be booked: it has begun, or does not take place. Choose another.",
        ))
    }
}

/// A time of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Which, from nought.
    pub number: i64,
    /// How many can book it.
    pub places: i64,
    /// How many did.
    pub taken: i64,
}

impl Slot {
    /// Places that nobody has.
    pub fn free(self) -> i64 {
        (self.places - self.taken).max(0)
    }
}

/// A booking.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// Its id.
    pub id: Id<DropInBooking>,
    /// The agency whose session it is.
    pub agency: Id<Organisation>,
    /// The session.
    pub drop_in: Id<DropInKind>,
    /// Which time of it.
    pub slot: i64,
    /// When that begins.
    pub starts: Timestamp,
    /// The family, when a signed-in family booked or a worker named its case.
    pub family: Option<Id<Family>>,
    /// Who booked, when somebody signed in did.
    pub account: Option<Id<Account>>,
    /// Who comes, how to reach them, and what about, as an enquiry would hold it.
    pub told: Enquiry,
    /// What was said; may be empty.
    pub note: String,
    /// How it stands.
    pub state: Booked,
    /// The enquiry that was made of it.
    pub enquiry: Option<Id<EnquiryKind>>,
    /// When it was booked.
    pub made: Timestamp,
    /// The version that a change is based on.
    pub version: i64,
}

impl Booking {
    /// Refuses to move or cancel what has begun or is over.
    ///
    /// # Errors
    /// `Refused` (`drop-in.over`).
    pub fn may_change(&self, now: Timestamp) -> Result<()> {
        if self.state == Booked::Booked && self.starts > now {
            return Ok(());
        }
        Err(Error::refused(
            rule::OVER,
            "This booking can no longer be changed: it was cancelled, or its time has begun.",
        ))
    }

    /// Refuses to say who came before the time has begun, or of a booking that was cancelled or became an enquiry. Until then
    /// a slip can be put right.
    ///
    /// # Errors
    /// `Refused` (`drop-in.early`, `drop-in.over`, `drop-in.enquiry`).
    pub fn may_mark(&self, now: Timestamp) -> Result<()> {
        if !self.state.takes() {
            return Err(Error::refused(rule::OVER, "This booking was cancelled."));
        }
        if self.starts > now {
            return Err(Error::refused(rule::EARLY, "The time has not begun yet. Say who came once it has."));
        }
        self.no_enquiry_yet()
    }

    /// Refuses to make an enquiry of a visit that nobody said anything of, or a second one.
    ///
    /// # Errors
    /// `Refused` (`drop-in.early`, `drop-in.enquiry`).
    pub fn may_become_enquiry(&self) -> Result<()> {
        if !matches!(self.state, Booked::Came | Booked::Missed) {
            return Err(Error::refused(rule::EARLY, "First say whether they came."));
        }
        self.no_enquiry_yet()
    }

    fn no_enquiry_yet(&self) -> Result<()> {
        match self.enquiry {
            None => Ok(()),
            Some(_) => Err(Error::refused(
                rule::ENQUIRY,
                "An enquiry was made of this visit. Go on with the enquiry.",
            )),
        }
    }

    /// The enquiry that this visit becomes: what was told when booking, and what was said at the visit. Nothing is asked again.
    pub fn as_enquiry(&self) -> Enquiry {
        let on = kernel::local_date(self.starts).strftime("%-d %B %Y");
        let visit = match self.state {
            Booked::Came if self.note.trim().is_empty() => format!("Came to the drop-in on {on}."),
            Booked::Came => format!("At the drop-in on {on}:\n{}", self.note),
            _ => format!("Booked the drop-in on {on} and did not come. {}", self.note),
        };
        Enquiry { story: format!("{}\n\n{}", self.told.story.trim(), visit.trim()), ..self.told.clone() }
    }
}

/// The days of a weekly series, and those left out because nobody is expected to work on them. With `holidays` none are
/// left out: a drop-in on a Saturday is somebody's choice.
pub fn days(first: Date, weeks: i64, holidays: bool, calendar: &Calendar) -> (Vec<Date>, Vec<Date>) {
    let weeks = i32::try_from(weeks).unwrap_or(1);
    (0..weeks).map(|n| calendar.add_days(first, n * 7)).partition(|day| holidays || calendar.is_working(*day))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{testing::told, words::tests::fixed};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn session(starts: &str) -> DropIn {
        DropIn {
            id: Id::from_parts(1, [1; 10]),
            agency: Id::from_parts(1, [2; 10]),
            way: Way::Place,
            place: "12 Hill Street".into(),
            audience: Audience::Everyone,
            about: String::new(),
            starts: at(starts),
            minutes: 45,
            slots: 4,
            places: 1,
            state: State::Open,
            version: 1,
        }
    }

    fn booking(state: Booked) -> Booking {
        Booking {
            id: Id::from_parts(1, [3; 10]),
            agency: Id::from_parts(1, [2; 10]),
            drop_in: Id::from_parts(1, [1; 10]),
            slot: 0,
            starts: at("2026-11-20T10:00:00Z"),
            family: None,
            account: None,
            told: told(),
            note: String::new(),
            state,
            enquiry: None,
            made: at("2026-11-20T08:00:00Z"),
            version: 1,
        }
    }

    #[test]
    fn a_time_can_be_booked_until_it_begins() {
        let s = session("2026-11-20T10:00:00Z");
        assert_eq!(s.bookable(3, at("2026-11-20T12:14:59Z")).unwrap(), at("2026-11-20T12:15:00Z"));
        assert_eq!(s.bookable(3, at("2026-11-20T12:15:00Z")).unwrap_err().code(), rule::CLOSED);
        assert_eq!(s.bookable(4, at("2026-11-20T08:00:00Z")), Err(Error::NotFound));
        assert_eq!(s.bookable(-1, at("2026-11-20T08:00:00Z")), Err(Error::NotFound));
        let off = DropIn { state: State::CalledOff, ..s.clone() };
        assert_eq!(off.bookable(0, at("2026-11-20T08:00:00Z")).unwrap_err().code(), rule::CLOSED);
        assert_eq!(s.ends(), at("2026-11-20T13:00:00Z"));
    }

    #[test]
    fn a_session_takes_those_it_is_for() {
        for asker in Asker::ALL {
            assert!(Audience::Everyone.must_take(Some(*asker)).is_ok());
            let takers =
                [Audience::Families, Audience::Adults, Audience::Birth].iter().filter(|a| a.takes(*asker));
            let wanted = if *asker == Asker::Professional { 3 } else { 1 };
            assert_eq!(takers.count(), wanted, "{asker:?}");
        }
        assert_eq!(
            Audience::Families.must_take(Some(Asker::BirthRelative)).unwrap_err().code(),
            rule::AUDIENCE
        );
        assert_eq!(
            Audience::Birth.must_take(Some(Asker::AdoptiveParent)).unwrap_err().code(),
            rule::AUDIENCE
        );
    }

    #[test]
    fn a_series_keeps_its_hour_over_the_change_of_clocks_and_leaves_out_holidays() {
        let england = Calendar::england();
        let day = |text: &str| text.parse::<Date>().unwrap();
        // The clocks go back on 25 October 2026.
        let (on, off) = days(day("2026-10-21"), 2, false, england);
        let hours: Vec<_> = on.iter().map(|d| kernel::instant(*d, "10:00").unwrap()).collect();
        assert_eq!(hours, [at("2026-10-21T09:00:00Z"), at("2026-10-28T10:00:00Z")]);
        assert!(off.is_empty());
        // 25 December 2026 is a Friday, and 1 January 2027 the next.
        let (on, off) = days(day("2026-12-18"), 4, false, england);
        assert_eq!(on, [day("2026-12-18"), day("2027-01-08")]);
        assert_eq!(off, [day("2026-12-25"), day("2027-01-01")]);
        assert_eq!(days(day("2026-12-18"), 4, true, england).0.len(), 4);
    }

    #[test]
    fn a_booking_goes_through_its_states_and_a_slip_is_put_right() {
        let (before, after) = (at("2026-11-20T09:59:59Z"), at("2026-11-20T10:00:00Z"));
        let b = booking(Booked::Booked);
        assert!(b.may_change(before).is_ok());
        assert_eq!(b.may_change(after).unwrap_err().code(), rule::OVER);
        assert_eq!(b.may_mark(before).unwrap_err().code(), rule::EARLY);
        assert!(b.may_mark(after).is_ok() && booking(Booked::Missed).may_mark(after).is_ok());
        assert_eq!(booking(Booked::Cancelled).may_mark(after).unwrap_err().code(), rule::OVER);
        assert_eq!(b.may_become_enquiry().unwrap_err().code(), rule::EARLY);
        let came = Booking { note: "He was calm.".into(), ..booking(Booked::Came) };
        assert!(came.may_become_enquiry().is_ok());
        let story = came.as_enquiry().story;
        assert!(
            story.starts_with("School mornings")
                && story.ends_with("At the drop-in on 20 November 2026:\nHe was calm.")
        );
        let done = Booking { enquiry: Some(Id::from_parts(1, [4; 10])), ..came };
        assert_eq!(done.may_become_enquiry().unwrap_err().code(), rule::ENQUIRY);
        assert_eq!(done.may_mark(after).unwrap_err().code(), rule::ENQUIRY);
    }

    proptest! {
        #![proptest_config(fixed())]

        #[test]
        fn times_follow_each_other_without_a_gap(minutes in 10_i64..=180, slots in 1_i64..=24, start in 0_i64..4_000_000_000) {
            let s = DropIn { minutes, slots, starts: Timestamp::from_second(start).unwrap(), ..session("2026-11-20T10:00:00Z") };
            let all: Vec<Timestamp> = (0..slots).map(|n| s.slot_starts(n).unwrap()).collect();
            prop_assert_eq!(all[0], s.starts);
            prop_assert!(all.windows(2).all(|pair| pair[1].duration_since(pair[0]).as_mins() == minutes));
            prop_assert_eq!(s.ends().duration_since(*all.last().unwrap()).as_mins(), minutes);
        }

        #[test]
        fn a_series_leaves_nothing_out_unsaid(weeks in 1_i64..=26, from in 0_i32..4000, holidays: bool) {
            let first = Calendar::england().add_days(Date::constant(2026, 1, 1), from);
            let (on, off) = days(first, weeks, holidays, Calendar::england());
            prop_assert_eq!(on.len() + off.len(), usize::try_from(weeks).unwrap());
            prop_assert!(holidays || on.iter().all(|d| Calendar::england().is_working(*d)));
        }
    }
}
