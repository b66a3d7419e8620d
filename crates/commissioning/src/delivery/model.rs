//! Sessions of an order: planned, then held or missed. A session that was held, or missed
//! in a way that the provider may charge for, counts against what was ordered; no more can
//! count than were ordered.

use kernel::{Date, Error, Id, Result, kinds};

use crate::orders::model::Order;

kernel::codes! {
    /// What became of a session, as stored.
    SessionStatus {
        Planned = "planned", "Planned";
        Held = "held", "Held";
        Missed = "missed", "Missed";
    }
}

kernel::codes! {
    /// Whose side a missed session was missed on.
    MissedBy {
        Family = "family", "The family could not come";
        Provider = "provider", "The provider could not come";
    }
}

kernel::codes! {
    /// Whether the other side was told in good time, as the contract says what that is.
    Notice {
        Given = "given", "Told in good time";
        None = "none", "Not told in good time";
    }
}

/// What a contract says about missed sessions. The answer is kept with each session, so
/// that a later contract never changes an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissedTerms {
    /// Whether a session is charged that the family missed without notice.
    pub charge_family_without_notice: bool,
}

impl MissedTerms {
    /// What Hearth assumes where a contract says nothing else: the room and the therapist were kept
    /// free, so a session missed by the family without notice is charged.
    pub const USUAL: MissedTerms = MissedTerms { charge_family_without_notice: true };

    /// Whether the provider may charge. Never for what the provider missed, and never when
    /// the family gave notice.
    pub fn chargeable(self, by: MissedBy, notice: Notice) -> bool {
        match (by, notice) {
            (MissedBy::Family, Notice::None) => self.charge_family_without_notice,
            (MissedBy::Family, Notice::Given) | (MissedBy::Provider, _) => false,
        }
    }
}

/// How a session was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// On whose side.
    pub by: MissedBy,
    /// Whether the other side knew in good time.
    pub notice: Notice,
    /// Whether the provider may charge for it, by the terms of its day.
    pub chargeable: bool,
}

/// What became of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// It lies ahead, or waits to be recorded.
    Planned,
    /// It took place.
    Held,
    /// It did not take place.
    Missed(Missed),
}

impl SessionState {
    /// The part that is one word.
    pub fn status(self) -> SessionStatus {
        match self {
            SessionState::Planned => SessionStatus::Planned,
            SessionState::Held => SessionStatus::Held,
            SessionState::Missed(_) => SessionStatus::Missed,
        }
    }

    /// The part that only a missed session has.
    pub fn missed(self) -> Option<Missed> {
        match self {
            SessionState::Missed(missed) => Some(missed),
            SessionState::Planned | SessionState::Held => None,
        }
    }

    /// Puts the two parts together again.
    ///
    /// # Errors
    /// `Internal` when they do not belong together.
    pub fn stored(status: SessionStatus, missed: Option<Missed>) -> Result<SessionState> {
        match (status, missed) {
            (SessionStatus::Planned, None) => Ok(SessionState::Planned),
            (SessionStatus::Held, None) => Ok(SessionState::Held),
            (SessionStatus::Missed, Some(missed)) => Ok(SessionState::Missed(missed)),
            _ => Err(Error::Internal("a stored session is both missed and not missed".into())),
        }
    }

    /// Whether the provider may ask money for it: held, or missed and chargeable.
    pub fn payable(self) -> bool {
        match self {
            SessionState::Held => true,
            SessionState::Missed(missed) => missed.chargeable,
            SessionState::Planned => false,
        }
    }
}

/// One session of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose record this is.
    pub id: Id<kinds::Session>,
    /// The order it belongs to.
    pub order: Id<kinds::Order>,
    /// The day it is planned for, or took or should have taken place.
    pub day: Date,
    /// What became of it.
    pub state: SessionState,
    /// The invoice that it was matched to, if one has asked for it.
    pub invoiced: Option<Id<kinds::Invoice>>,
}

/// What is recorded after the day, or before it when somebody calls off in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It took place.
    Held,
    /// It did not.
    Missed {
        /// On whose side.
        by: MissedBy,
        /// Whether the other side knew in good time.
        notice: Notice,
    },
}

/// How an order stands, in sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Ordered.
    pub ordered: u32,
    /// Planned and not recorded.
    pub planned: u32,
    /// Held.
    pub held: u32,
    /// Missed and chargeable.
    pub charged: u32,
    /// Missed and not chargeable: the place can be given again.
    pub free: u32,
}

impl Tally {
    /// Counts the sessions of this order; sessions of others are passed over.
    pub fn of(order: &Order, sessions: &[Session]) -> Tally {
        let mut tally = Tally { ordered: order.sessions, ..Tally::default() };
        for session in sessions.iter().filter(|s| s.order == order.id) {
            match session.state {
                SessionState::Planned => tally.planned += 1,
                SessionState::Held => tally.held += 1,
                SessionState::Missed(missed) if missed.chargeable => tally.charged += 1,
                SessionState::Missed(_) => tally.free += 1,
            }
        }
        tally
    }

    /// Sessions used up: held, or missed and chargeable. Never above what was ordered.
    pub fn used(self) -> u32 {
        self.held.saturating_add(self.charged)
    }

    /// Sessions that may still be planned.
    pub fn to_plan(self) -> u32 {
        self.ordered.saturating_sub(self.used()).saturating_sub(self.planned)
    }
}

/// Sessions whose day has passed and that nobody has recorded.
pub fn unrecorded(order: &Order, sessions: &[Session], today: Date) -> u32 {
    let waiting = sessions
        .iter()
        .filter(|s| s.order == order.id && s.state == SessionState::Planned && s.day <= today)
        .count();
    u32::try_from(waiting).unwrap_or(u32::MAX)
}

/// Plans one more session of an order, on a day from the order's own on. A past day may be planned, to be
/// recorded at once.
///
/// # Errors
/// `Refused`: `order.state` unless the order is accepted, `session.ordered` when all that was ordered is planned or used.
/// `Invalid` on `day` when it is before the order.
pub fn plan(order: &Order, sessions: &[Session], id: Id<kinds::Session>, day: Date) -> Result<Session> {
    order.state.may_deliver()?;
    check_day(order, day)?;
    if Tally::of(order, sessions).to_plan() == 0 {
        return Err(full(order));
    }
    Ok(Session { id, order: order.id, day, state: SessionState::Planned, invoiced: None })
}

/// Moves a planned session to another day.
///
/// # Errors
/// `NotFound` when the order has no such session; `Refused`: `order.state` unless the order is
/// accepted, `session.state` unless the session is planned. `Invalid` on `day` when it is before the order.
pub fn move_to(order: &Order, sessions: &[Session], id: Id<kinds::Session>, day: Date) -> Result<Session> {
    let session = planned(order, sessions, id)?;
    check_day(order, day)?;
    Ok(Session { day, ..session.clone() })
}

/// Records what became of a planned session. `today` is the day of recording.
///
/// # Errors
/// `NotFound` when the order has no such session. `Refused`: `order.state` unless the order is accepted,
/// `session.state` unless the session is planned, `session.future` for a session held, or missed
/// without notice, on a day still to come, `session.ordered` when more would count than were ordered.
pub fn record(
    order: &Order,
    sessions: &[Session],
    id: Id<kinds::Session>,
    outcome: Outcome,
    today: Date,
    terms: MissedTerms,
) -> Result<Session> {
    let session = planned(order, sessions, id)?;
    let state = match outcome {
        Outcome::Held => SessionState::Held,
        Outcome::Missed { by, notice } => {
            SessionState::Missed(Missed { by, notice, chargeable: terms.chargeable(by, notice) })
        }
    };
    let in_advance = matches!(outcome, Outcome::Missed { notice: Notice::Given, .. });
    if session.day > today && !in_advance {
        return Err(Error::refused(
            "session.future",
            "This session is still to come. Record it on the day or after, or call it off in good time.",
        ));
    }
    // Planning keeps within the order already; data from elsewhere may not have.
    if state.payable() && Tally::of(order, sessions).used() >= order.sessions {
        return Err(full(order));
    }
    Ok(Session { state, ..session.clone() })
}

/// Whether another session of the same order stands on the day of this one, planned or held. Two people who
/// record the same visit would otherwise have it counted, and paid for, twice.
pub fn clashing(sessions: &[Session], session: &Session) -> bool {
    let stands = |s: &Session| matches!(s.state, SessionState::Planned | SessionState::Held);
    stands(session)
        && sessions
            .iter()
            .any(|s| s.id != session.id && s.order == session.order && s.day == session.day && stands(s))
}

fn planned<'a>(order: &Order, sessions: &'a [Session], id: Id<kinds::Session>) -> Result<&'a Session> {
    let session = sessions.iter().find(|s| s.id == id && s.order == order.id).ok_or(Error::NotFound)?;
    order.state.may_deliver()?;
    let already = match session.state {
        SessionState::Planned => return Ok(session),
        SessionState::Held => "This session is recorded as held already.",
        SessionState::Missed(_) => "This session is recorded as missed already.",
    };
    Err(Error::refused("session.state", already))
}

fn check_day(order: &Order, day: Date) -> Result<()> {
    if day < order.placed {
        let first = order.placed.strftime("%-d %B %Y");
        return Err(Error::field("day", format!("Enter a day from {first} on, when the order was placed")));
    }
    Ok(())
}

fn full(order: &Order) -> Error {
    Error::refused(
        "session.ordered",
        format!(
            "All {} sessions of this order are planned or used. Place another order for more.",
            order.sessions
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::model::{
        OrderState,
        tests::{accepted, d},
    };
    use kernel::{Calendar, Pence};
    use proptest::prelude::*;

    fn id(n: u64) -> Id<kinds::Session> {
        Id::from_parts(n, [0; 10])
    }

    fn planned_order() -> (Order, Vec<Session>) {
        let order = accepted(2, Pence::pounds(100));
        let first = plan(&order, &[], id(1), d("2026-05-10")).unwrap();
        let second = plan(&order, std::slice::from_ref(&first), id(2), d("2026-05-17")).unwrap();
        (order, vec![first, second])
    }

    const LATE: Outcome = Outcome::Missed { by: MissedBy::Family, notice: Notice::None };
    const CALLED_OFF: Outcome = Outcome::Missed { by: MissedBy::Family, notice: Notice::Given };

    #[test]
    fn only_a_family_that_gave_no_notice_is_charged() {
        for by in MissedBy::ALL {
            for notice in Notice::ALL {
                let expected = (*by, *notice) == (MissedBy::Family, Notice::None);
                assert_eq!(MissedTerms::USUAL.chargeable(*by, *notice), expected);
                let kind = MissedTerms { charge_family_without_notice: false };
                assert!(!kind.chargeable(*by, *notice));
            }
        }
    }

    #[test]
    fn no_session_is_held_in_the_future() {
        let (order, sessions) = planned_order();
        let on = |outcome, day| record(&order, &sessions, id(2), outcome, d(day), MissedTerms::USUAL);
        assert_eq!(on(Outcome::Held, "2026-05-16").unwrap_err().code(), "session.future");
        assert_eq!(on(LATE, "2026-05-16").unwrap_err().code(), "session.future");
        assert!(!on(CALLED_OFF, "2026-05-16").unwrap().state.payable());
        assert!(on(Outcome::Held, "2026-05-17").unwrap().state.payable());
        assert!(on(LATE, "2026-05-17").unwrap().state.payable());
        assert_eq!(unrecorded(&order, &sessions, d("2026-05-16")), 1);
    }

    #[test]
    fn a_place_missed_without_charge_can_be_given_again() {
        let (order, mut sessions) = planned_order();
        let third = |sessions: &[Session]| plan(&order, sessions, id(3), d("2026-05-24"));
        assert_eq!(third(&sessions).unwrap_err().code(), "session.ordered");
        sessions[0] =
            record(&order, &sessions, id(1), CALLED_OFF, d("2026-05-01"), MissedTerms::USUAL).unwrap();
        assert!(third(&sessions).is_ok());
        sessions[1] = record(&order, &sessions, id(2), LATE, d("2026-05-17"), MissedTerms::USUAL).unwrap();
        let tally = Tally::of(&order, &sessions);
        assert_eq!((tally.used(), tally.free, tally.to_plan()), (1, 1, 1));
    }

    #[test]
    fn wrong_orders_days_and_second_records_are_refused() {
        let (order, mut sessions) = planned_order();
        assert_eq!(plan(&order, &[], id(9), d("2026-04-30")).unwrap_err().code(), "invalid");
        assert_eq!(move_to(&order, &sessions, id(9), d("2026-06-01")), Err(Error::NotFound));
        assert_eq!(move_to(&order, &sessions, id(1), d("2026-06-01")).unwrap().day, d("2026-06-01"));
        sessions[0] =
            record(&order, &sessions, id(1), Outcome::Held, d("2026-05-10"), MissedTerms::USUAL).unwrap();
        let again = record(&order, &sessions, id(1), LATE, d("2026-05-10"), MissedTerms::USUAL);
        assert_eq!(again.unwrap_err().code(), "session.state");
        let waiting = Order { state: OrderState::Placed, ..order };
        assert_eq!(plan(&waiting, &[], id(9), d("2026-05-10")).unwrap_err().code(), "order.state");
        assert!(SessionState::stored(SessionStatus::Missed, None).is_err());
        let read = SessionState::stored(sessions[0].state.status(), sessions[0].state.missed());
        assert_eq!(read, Ok(sessions[0].state));
    }

    fn outcome() -> impl Strategy<Value = Outcome> {
        prop_oneof![
            Just(Outcome::Held),
            (prop::sample::select(MissedBy::ALL), prop::sample::select(Notice::ALL))
                .prop_map(|(by, notice)| Outcome::Missed { by, notice }),
        ]
    }

    proptest! {
        /// Whatever is planned and recorded in whatever order, what counts never passes what was
        /// ordered and nothing is held on a day to come.
        #[test]
        fn never_more_than_ordered_and_never_ahead_of_time(
            ordered in 1_u32..6,
            steps in prop::collection::vec((any::<bool>(), 0_usize..12, 0_i32..40, 0_i32..40, outcome()), 0..40)
        ) {
            let order = accepted(ordered, Pence::pounds(90));
            let day = |n| Calendar::england().add_days(order.placed, n);
            let mut sessions: Vec<Session> = Vec::new();
            for (n, (new, which, on, today, outcome)) in steps.into_iter().enumerate() {
                if new {
                    sessions.extend(plan(&order, &sessions, id(n as u64), day(on)).ok());
                } else if let Some(found) = sessions.get(which).map(|s| s.id) {
                    let done = record(&order, &sessions, found, outcome, day(today), MissedTerms::USUAL);
                    if let Ok(done) = done {
                        prop_assert!(!done.state.payable() || done.day <= day(today));
                        sessions[which] = done;
                    }
                }
                let tally = Tally::of(&order, &sessions);
                prop_assert!(tally.used() + tally.planned <= ordered);
                prop_assert_eq!(tally.used() + tally.planned + tally.to_plan(), ordered);
            }
        }
    }
}
