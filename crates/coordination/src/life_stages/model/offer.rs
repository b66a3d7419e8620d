//! How an offer ahead of a stage stands, and what can be done with it. An offer is voluntary: a family can decline,
//! change its mind, or not answer, and none of it closes a door.

use kernel::{Date, Error, Id, Result, Timestamp, codes, days_between, kinds::Case};

use super::{Falls, Stage, Way};

codes! {
    /// How an offer stands.
    State {
        Due = "due", "To be offered";
        Offered = "offered", "Offered, no answer yet";
        TakenUp = "taken-up", "Taken up";
        Declined = "declined", "Declined";
        NoAnswer = "no-answer", "No answer";
        Missed = "missed", "Never offered";
    }
}

codes! {
    /// What came of the call to a family that took up an offer.
    Step {
        Talked = "talked", "We talked, and nothing more is needed now";
        Assess = "assess", "A new look at what is needed begins";
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// The stage is not near, or is over.
    pub const NOT_NOW: &str = "offer-ahead.not-now";
    /// It was offered, or taken up, already.
    pub const MADE: &str = "offer-ahead.made";
    /// There is no offer to answer.
    pub const NOT_MADE: &str = "offer-ahead.not-made";
    /// The call was held already, or none is promised.
    pub const NO_CALL: &str = "offer-ahead.no-call";
}

impl State {
    /// The offer is made, or made again.
    ///
    /// # Errors
    /// `Refused` while it waits for an answer, and once it is taken up.
    pub fn made(self) -> Result<State> {
        match self {
            State::Due | State::Declined | State::NoAnswer | State::Missed => Ok(State::Offered),
            State::Offered => {
                refuse(rule::MADE, "This was offered already. The family has not answered yet.")
            }
            State::TakenUp => refuse(rule::MADE, "The family took this up already."),
        }
    }

    /// The family answers: it takes the offer up or not. It can change its mind, until the call was held (`called`).
    ///
    /// # Errors
    /// `Refused` where nothing was offered, and once the call was held.
    pub fn answered(self, takes_up: bool, called: bool) -> Result<State> {
        match self {
            State::Due | State::Missed => {
                refuse(rule::NOT_MADE, "This was not offered yet, so there is nothing to answer.")
            }
            State::TakenUp if called => refuse(
                rule::NO_CALL,
                "We have talked about this already. Ask your coordinator for anything more.",
            ),
            _ if takes_up => Ok(State::TakenUp),
            _ => Ok(State::Declined),
        }
    }
}

fn refuse<T>(code: &'static str, why: &str) -> Result<T> {
    Err(Error::refused(code, why))
}

/// Whether the offer of a stage falls due: `None` before, `Some(true)` while it may be made, `Some(false)` once it is over.
/// A stage that leads elsewhere is never offered here.
pub fn propose(stage: &Stage, falls: Falls, today: Date) -> Option<bool> {
    if stage.way == Way::EarlySupport || days_between(today, falls.on) > stage.lead_days {
        return None;
    }
    Some(days_between(falls.by, today) <= stage.open_days)
}

/// An offer, as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The row.
    pub id: Id<()>,
    /// The case.
    pub case: Id<Case>,
    /// The stage's code.
    pub stage: String,
    /// When the stage falls.
    pub falls: Falls,
    /// How it stands.
    pub state: State,
    /// When it was offered last.
    pub offered: Option<Timestamp>,
    /// Until which day it waits for an answer.
    pub answer_by: Option<Date>,
    /// When it was answered.
    pub answered: Option<Timestamp>,
    /// Whether the family answered itself.
    pub by_family: bool,
    /// When the family that took it up was called.
    pub called: Option<Timestamp>,
    /// The version that a change is based on.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        life_stages::model::{stage, stages},
        testing::day,
    };

    fn falls(on: &str, by: &str) -> Falls {
        Falls { on: day(on), by: day(by) }
    }

    #[test]
    fn an_offer_falls_due_ahead_of_its_stage_and_is_over_after_it() {
        let school = stage("school-start", day("2026-11-20")).unwrap();
        let on = |today: &str| propose(school, falls("2026-09-01", "2026-09-01"), day(today));
        assert_eq!(on("2026-03-02"), None, "183 days before");
        assert_eq!(on("2026-03-03"), Some(true), "182 days before");
        assert_eq!(on("2027-01-01"), Some(true), "122 days after");
        assert_eq!(on("2027-01-02"), Some(false));
        // Where only the year of birth is known it stays open as long as it may still be ahead.
        let wide = |today: &str| propose(school, falls("2026-09-01", "2027-09-01"), day(today));
        assert_eq!((wide("2026-03-03"), wide("2027-08-31")), (Some(true), Some(true)));
        let placement = stages().unwrap().iter().find(|s| s.code == "placement").unwrap();
        assert_eq!(propose(placement, falls("2026-11-20", "2026-11-20"), day("2026-11-20")), None);
    }

    #[test]
    fn the_clock_that_changes_moves_no_offer() {
        // Days are counted, not hours: 25 October 2026 has 25 hours and 28 March 2027 has 23.
        let thirteen = stage("adolescence", day("2026-11-20")).unwrap();
        let first = |birthday: &str, today: &str| propose(thirteen, falls(birthday, birthday), day(today));
        assert_eq!(
            (first("2027-01-24", "2026-10-24"), first("2027-01-24", "2026-10-25")),
            (None, Some(true))
        );
        assert_eq!(
            (first("2027-06-27", "2027-03-27"), first("2027-06-27", "2027-03-28")),
            (None, Some(true))
        );
    }

    #[test]
    fn an_offer_is_made_once_and_again_after_a_no() {
        for (state, may) in [
            (State::Due, true),
            (State::Offered, false),
            (State::TakenUp, false),
            (State::Declined, true),
            (State::NoAnswer, true),
            (State::Missed, true),
        ] {
            assert_eq!(state.made().is_ok(), may, "{state:?}");
        }
    }

    #[test]
    fn a_family_answers_what_was_offered_and_may_change_its_mind_until_it_was_called() {
        for state in State::ALL {
            let offered = !matches!(state, State::Due | State::Missed);
            assert_eq!(state.answered(true, false).is_ok(), offered, "{state:?}");
            assert_eq!(state.answered(false, false).is_ok(), offered, "{state:?}");
        }
        assert_eq!(State::TakenUp.answered(false, false), Ok(State::Declined));
        assert_eq!(State::NoAnswer.answered(true, false), Ok(State::TakenUp), "late is not too late");
        assert_eq!(State::TakenUp.answered(false, true).unwrap_err().code(), rule::NO_CALL);
    }
}
