//! A case that one agency hands to another: what is handed over, its states, and who may do what next. Pure.

use kernel::{Date, Error, PromiseKind, Result, Timestamp, codes};
use serde::{Deserialize, Serialize};

/// Rules by which a step is refused.
pub mod rule {
    /// The hand-over is not at the stage for it.
    pub const STAGE: &str = "handover.stage";
    /// Responsibility does not pass, or nobody can say when.
    pub const PASSES: &str = "handover.passes";
    /// The day on which responsibility passes has not come.
    pub const EARLY: &str = "handover.early";
    /// One is open for this case already.
    pub const OPEN: &str = "handover.open";
    /// Only the people who are named see this case.
    pub const SEALED: &str = "handover.sealed";
    /// Nobody agrees with their own proposal.
    pub const OWN: &str = "handover.own";
}

codes! {
    /// How a hand-over stands.
    State {
        Offered = "offered", "Waits for an answer";
        Disputed = "disputed", "Disputed";
        Agreed = "agreed", "Settled: waits to be taken over";
        Accepted = "accepted", "Taken over";
        Stays = "stays", "Settled: stays with the present agency";
        Withdrawn = "withdrawn", "Taken back";
    }
}

/// What one of the two agencies does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The present agency takes the offer back.
    TakeBack,
    /// The other agency takes the case over, on a day; responsibility passes on another.
    Accept {
        /// The day of the step.
        today: Date,
        /// The day from which the other agency is responsible.
        passes: Date,
    },
    /// The other agency says that it is not responsible.
    Dispute,
    /// One of the two says how the dispute could end.
    Propose,
    /// The other of the two agrees: whether the case stays where it is.
    Settle {
        /// Whether the present agency goes on.
        stays: bool,
    },
}

impl State {
    /// Whether it is not over.
    pub fn is_open(self) -> bool {
        matches!(self, State::Offered | State::Disputed | State::Agreed)
    }

    /// Whether the other agency may read what was handed over: not once it was taken back, or stays with the present agency.
    pub fn is_read_there(self) -> bool {
        !matches!(self, State::Withdrawn | State::Stays)
    }

    /// The state after a step.
    ///
    /// # Errors
    /// `Refused`: [`rule::STAGE`], [`rule::EARLY`].
    pub fn after(self, step: Step) -> Result<State> {
        match (self, step) {
            (State::Offered | State::Disputed | State::Agreed, Step::TakeBack) => Ok(State::Withdrawn),
            (State::Offered | State::Agreed, Step::Accept { today, passes }) if today < passes => {
                Err(Error::refused(
                    rule::EARLY,
                    format!(
                        "Responsibility passes on {}. Until then the present agency goes on; take the case over from that day.",
                        passes.strftime("%-d %B %Y")
                    ),
                ))
            }
            (State::Offered | State::Agreed, Step::Accept { .. }) => Ok(State::Accepted),
            (State::Offered, Step::Dispute) => Ok(State::Disputed),
            (State::Disputed, Step::Propose) => Ok(State::Disputed),
            (State::Disputed, Step::Settle { stays: true }) => Ok(State::Stays),
            (State::Disputed, Step::Settle { stays: false }) => Ok(State::Agreed),
            (now, _) => Err(Error::refused(
                rule::STAGE,
                format!(
                    "This cannot be done now. How the hand-over stands: {}. Load the page again to see what comes next.",
                    now.label().to_lowercase()
                ),
            )),
        }
    }
}

/// One of the two agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// The present agency, which hands over.
    From,
    /// The agency to which it is handed.
    To,
}

impl Face {
    /// Refuses whoever proposed the end of a dispute to agree with it, and to agree while nothing is proposed.
    ///
    /// # Errors
    /// `Refused`: [`rule::OWN`], [`rule::STAGE`].
    pub fn may_settle(self, proposed: Option<Face>) -> Result<()> {
        match proposed {
            None => Err(Error::refused(
                rule::STAGE,
                "Nobody has said how this dispute could end. Write down first what you two agreed.",
            )),
            Some(by) if by == self => Err(Error::refused(
                rule::OWN,
                "Your agency proposed this. The other agency agrees, or proposes something else.",
            )),
            Some(_) => Ok(()),
        }
    }
}

/// Somebody of the household, as handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// First names.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Date of birth.
    pub born: Option<Date>,
    /// Lines of the address, without the postcode.
    pub address: String,
    /// The postcode.
    pub postcode: String,
    /// A telephone number.
    pub phone: String,
    /// An email address.
    pub email: String,
}

impl Member {
    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last).trim().to_owned()
    }
}

/// A promise to the family that was open when the case was offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What, by its code.
    pub kind: String,
    /// By when.
    pub due: Timestamp,
}

/// All that the other agency is given beside the summary: a copy, so that nothing else of the record is ever read there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// The child.
    pub child: Member,
    /// Parents or carers.
    pub adults: Vec<Member>,
    /// How the child came to the family, by its code.
    pub route: String,
    /// The day of the order.
    pub ordered: Option<Date>,
    /// How much support there is, by its code.
    pub level: String,
    /// What was promised and is due.
    pub promises: Vec<Due>,
}

/// Whether an open promise stays with the present agency when the case goes: what is owed by the Fund, to providers, about the record that the
/// agency keeps, or to somebody by name. All others end there when the case is taken over.
pub fn stays(kind: PromiseKind) -> bool {
    !matches!(
        kind,
        PromiseKind::AdviceCall
            | PromiseKind::Assessment
            | PromiseKind::AssessmentSigned
            | PromiseKind::PlanReview
            | PromiseKind::PlanSigned
            | PromiseKind::OfferCall
            | PromiseKind::ToldInNote
            | PromiseKind::DecisionReview
            | PromiseKind::SupportAsked
            | PromiseKind::HandoverAnswered
            | PromiseKind::DisputeSettled
    )
}

#[cfg(test)]
mod tests {
    use kernel::Coded;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{day, fixed};

    fn accept(today: &str) -> Step {
        Step::Accept { today: day(today), passes: day("2027-03-01") }
    }

    #[test]
    fn it_is_taken_over_from_the_day_on_and_once() {
        let code = |s: State, step| s.after(step).map_err(|e| e.code());
        assert_eq!(code(State::Offered, accept("2027-02-28")), Err(rule::EARLY));
        assert_eq!(code(State::Offered, accept("2027-03-01")), Ok(State::Accepted));
        assert_eq!(code(State::Accepted, accept("2027-03-02")), Err(rule::STAGE));
        assert_eq!(code(State::Disputed, accept("2027-03-02")), Err(rule::STAGE));
        assert_eq!(code(State::Accepted, Step::TakeBack), Err(rule::STAGE));
    }

    #[test]
    fn a_dispute_ends_with_who_and_is_not_begun_again() {
        assert_eq!(State::Offered.after(Step::Dispute), Ok(State::Disputed));
        assert_eq!(State::Disputed.after(Step::Settle { stays: true }), Ok(State::Stays));
        let agreed = State::Disputed.after(Step::Settle { stays: false }).unwrap();
        assert_eq!(agreed.after(Step::Dispute).map_err(|e| e.code()), Err(rule::STAGE));
        assert_eq!(agreed.after(accept("2027-03-01")), Ok(State::Accepted));
        assert_eq!(Face::To.may_settle(Some(Face::From)), Ok(()));
        assert_eq!(Face::To.may_settle(Some(Face::To)).map_err(|e| e.code()), Err(rule::OWN));
        assert_eq!(Face::From.may_settle(None).map_err(|e| e.code()), Err(rule::STAGE));
    }

    #[test]
    fn what_others_are_owed_stays() {
        assert!(stays(PromiseKind::InvoicePaid) && stays(PromiseKind::SubjectAccess));
        assert!(!stays(PromiseKind::PlanReview) && !stays(PromiseKind::ToldInNote));
    }

    proptest! {
        #![proptest_config(fixed())]

        /// Whatever the two do in whatever order, nothing leads out of an end, and nobody reads it there after it came to nothing.
        #[test]
        fn an_end_is_an_end(steps in proptest::collection::vec(0_u8..7, 0..12)) {
            let mut state = State::Offered;
            for n in steps {
                let step = match n {
                    0 => Step::TakeBack,
                    1 => accept("2027-02-01"),
                    2 => accept("2027-03-05"),
                    3 => Step::Dispute,
                    4 => Step::Propose,
                    n => Step::Settle { stays: n == 5 },
                };
                let next = state.after(step);
                if !state.is_open() {
                    prop_assert!(next.is_err());
                }
                state = next.unwrap_or(state);
            }
            prop_assert!(State::all().contains(&state));
            prop_assert!(!state.is_open() || state.is_read_there());
        }
    }
}
