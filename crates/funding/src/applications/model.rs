//! What an application holds, and the steps it may take.

use std::collections::BTreeSet;

use kernel::{Date, Error, Level, Need, Pence, Result, Weight};
use serde::{Deserialize, Serialize};

use super::identify::{Finding, Known, findings, mended};
use crate::schemes::{Decision, Used};

/// The stable codes of the rules that can refuse a step.
pub mod rule {
    /// The application does not stand where this step begins.
    pub const STATE: &str = "application.state";
    /// The words still give the family away.
    pub const IDENTIFYING: &str = "application.identifying";
    /// Nobody decides on an application that they wrote or sent.
    pub const OWN: &str = "application.own";
    /// The record has no complete assessment to draft from.
    pub const NO_ASSESSMENT: &str = "application.no-assessment";
    /// The record has no plan in use to draft from.
    pub const NO_PLAN: &str = "application.no-plan";
    /// The record has no date of birth for the child.
    pub const NO_BIRTH: &str = "application.no-birth";
    /// The provider's price has changed since the draft.
    pub const PRICE: &str = "application.price";
    /// Not approved, or already ordered.
    pub const ORDER: &str = "application.order";
    /// There is nothing to release, or work is still going on.
    pub const RELEASE: &str = "application.release";
}

/// The most sessions that one application may ask for: as many as one order.
pub const MOST_SESSIONS: u32 = commissioning::orders::model::MOST_SESSIONS;

/// The longest that one passage of words may be, in characters.
pub const LONGEST_PASSAGE: usize = 4_000;

kernel::codes! {
    /// How an application stands.
    State {
        Draft = "draft", "Draft";
        Sent = "sent", "Sent, waiting for a decision";
        Approved = "approved", "Approved";
        Refused = "refused", "Refused";
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

kernel::codes! {
    /// What the Fund answered.
    Outcome {
        Approved = "approved", "Approved";
        Refused = "refused", "Refused";
    }
}

impl State {
    /// Whether its words may still be changed.
    ///
    /// # Errors
    /// `Refused` (`application.state`) once it was sent.
    pub fn may_edit(self) -> Result<()> {
        match self {
            State::Draft => Ok(()),
            other => Err(other.refuse("changed")),
        }
    }

    /// It goes to the Fund.
    ///
    /// # Errors
    /// `Refused` (`application.state`) unless a draft.
    pub fn send(self) -> Result<State> {
        match self {
            State::Draft => Ok(State::Sent),
            other => Err(other.refuse("sent")),
        }
    }

    /// The Fund answers.
    ///
    /// # Errors
    /// `Refused` (`application.state`) unless it waits for a decision.
    pub fn decide(self, outcome: Outcome) -> Result<State> {
        match (self, outcome) {
            (State::Sent, Outcome::Approved) => Ok(State::Approved),
            (State::Sent, Outcome::Refused) => Ok(State::Refused),
            (other, _) => Err(other.refuse("decided")),
        }
    }

    /// The agency takes it back.
    ///
    /// # Errors
    /// `Refused` (`application.state`) once it was decided.
    pub fn withdraw(self) -> Result<State> {
        match self {
            State::Draft | State::Sent => Ok(State::Withdrawn),
            other => Err(other.refuse("withdrawn")),
        }
    }

    fn refuse(self, wish: &str) -> Error {
        let now = match self {
            State::Draft => "is still a draft",
            State::Sent => "was sent and waits for a decision",
            State::Approved => "was approved",
            State::Refused => "was refused",
            State::Withdrawn => "was withdrawn",
        };
        Error::refused(rule::STATE, format!("This application {now}, so it cannot be {wish}."))
    }
}

kernel::codes! {
    /// The outcomes that the Fund asks applications to name (facts: Adoption Support Fund,
    /// Application; aceadoption.com, touchbase.org.uk).
    FundOutcome {
        Relationships = "relationships", "Better relationships with friends, relatives, teachers and school staff";
        Learning = "learning", "More engagement with learning";
        Regulation = "regulation", "Better managing of feelings and behaviour";
        Confidence = "confidence", "More confidence, and a family and social life that can be enjoyed";
    }
}

impl FundOutcome {
    /// The outcome that help with a need is for. Hearth's own reading: no source maps needs to
    /// outcomes.
    pub fn of(need: Need) -> FundOutcome {
        match need {
            Need::Relationships | Need::Trauma | Need::Contact => FundOutcome::Relationships,
            Need::School | Need::Learning | Need::Neurodevelopmental | Need::Fasd => FundOutcome::Learning,
            Need::Regulation | Need::Violence | Need::Sensory => FundOutcome::Regulation,
            Need::Identity | Need::Parents => FundOutcome::Confidence,
        }
    }

    /// The outcomes of these needs, each once, in the Fund's order.
    pub fn of_all(needs: &[(Need, Weight)]) -> Vec<FundOutcome> {
        let found: BTreeSet<FundOutcome> = needs.iter().map(|(need, _)| FundOutcome::of(*need)).collect();
        found.into_iter().collect()
    }
}

kernel::codes! {
    /// Where a passage of words comes from.
    PassageKind {
        Need = "need", "How a need shows";
        Goal = "goal", "Goal";
        Action = "action", "What the plan says will be done";
        Urgent = "urgent", "Why support had to begin before this application";
    }
}

/// Some words of an application, taken from the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where they come from.
    pub kind: PassageKind,
    /// What they are about, such as the need; may be empty.
    pub about: String,
    /// The words.
    pub words: String,
}

/// What the rules said when it was sent, kept as it was read then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// What to confirm, and what is assumed or disputed.
    pub notes: Vec<String>,
    /// The limit for the child and year; none where there is no limit.
    pub limit: Option<Pence>,
    /// What was left of it before this application.
    pub left: Option<Pence>,
    /// What had been agreed before.
    pub used: Used,
    /// Whether a rule that was used is assumed.
    pub assumed: bool,
}

impl Checked {
    /// What is kept of a decision of the rules.
    pub fn of(decision: Decision, used: Used) -> Self {
        Checked {
            notes: decision.notes,
            limit: decision.limit,
            left: decision.left,
            used,
            assumed: decision.assumed,
        }
    }
}

/// The part of an application that is sealed: what is said of the child and why. It holds no
/// name, birth date, address or number, and is checked for them before it is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// The child's age in whole years when it was written.
    pub age: i32,
    /// Whether the child has an education, health and care plan.
    pub has_ehcp: bool,
    /// The level of support.
    pub level: Level,
    /// The day the need was assessed.
    pub assessed_on: Date,
    /// The needs found, heaviest first.
    pub needs: Vec<(Need, Weight)>,
    /// The outcomes hoped for.
    pub outcomes: Vec<FundOutcome>,
    /// The words.
    pub passages: Vec<Passage>,
    /// What the rules said on sending; none for a draft.
    pub checked: Option<Checked>,
}

impl Content {
    /// Everything in its words that gives the family away: the number of the passage, from 0,
    /// and what.
    pub fn findings(&self, known: &Known) -> Vec<(usize, Finding)> {
        let of_one = |(n, passage): (usize, &Passage)| {
            findings(&passage.words, known).into_iter().map(move |finding| (n, finding)).collect::<Vec<_>>()
        };
        self.passages.iter().enumerate().flat_map(of_one).collect()
    }

    /// The same content with neutral words instead of what gives the family away.
    pub fn mended(&self, known: &Known) -> Content {
        let mut content = self.clone();
        for passage in &mut content.passages {
            passage.words = mended(&passage.words, known);
        }
        content
    }

    /// Why the support had to begin early; empty when it did not.
    pub fn urgent(&self) -> &str {
        self.passages.iter().find(|p| p.kind == PassageKind::Urgent).map_or("", |p| &p.words)
    }
}

/// How the money of an approved application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Money {
    /// Approved.
    pub approved: Pence,
    /// Paid to the provider so far.
    pub paid: Pence,
    /// Given back because it was not needed.
    pub released: Pence,
}

impl Money {
    /// Approved, and neither paid nor given back.
    pub fn committed(self) -> Pence {
        self.approved - self.paid - self.released
    }

    /// What may be given back once the work is over: all that neither was paid nor will be
    /// asked for, where `owed` is the price of every session that may be charged.
    ///
    /// # Errors
    /// `Refused` (`application.release`) when nothing is left over.
    pub fn unspent(self, owed: Pence) -> Result<Pence> {
        let to_come = (owed - self.paid).max(Pence::ZERO);
        let spare = self.committed() - to_come;
        if spare > Pence::ZERO {
            Ok(spare)
        } else {
            Err(Error::refused(
                rule::RELEASE,
                "Nothing is left over: all that was approved is spent or owed.",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_steps_of_the_journey_are_allowed() {
        use State::*;
        let steps: [fn(State) -> Result<State>; 4] =
            [State::send, |s| s.decide(Outcome::Approved), |s| s.decide(Outcome::Refused), State::withdraw];
        let allowed: Vec<(State, State)> = State::ALL
            .iter()
            .flat_map(|from| steps.iter().filter_map(|step| Some((*from, step(*from).ok()?))))
            .collect();
        assert_eq!(
            allowed,
            [(Draft, Sent), (Draft, Withdrawn), (Sent, Approved), (Sent, Refused), (Sent, Withdrawn)]
        );
        assert!(Draft.may_edit().is_ok());
        assert_eq!(Sent.may_edit().unwrap_err().code(), rule::STATE);
    }

    #[test]
    fn every_need_has_an_outcome_and_each_outcome_is_named_once() {
        let all: Vec<_> = Need::ALL.iter().map(|n| (*n, Weight::Some)).collect();
        assert_eq!(FundOutcome::of_all(&all), FundOutcome::ALL);
        assert!(FundOutcome::of_all(&[]).is_empty());
    }

    #[test]
    fn what_is_over_is_what_nobody_will_ask_for() {
        let money = Money { approved: Pence::pounds(100), paid: Pence::pounds(30), released: Pence::ZERO };
        assert_eq!(money.committed(), Pence::pounds(70));
        assert_eq!(money.unspent(Pence::pounds(50)), Ok(Pence::pounds(50)));
        assert_eq!(money.unspent(Pence::pounds(30)), Ok(Pence::pounds(70)));
        assert_eq!(money.unspent(Pence::pounds(100)).unwrap_err().code(), rule::RELEASE);
        let over = Money { released: Pence::pounds(70), ..money };
        assert!(over.unspent(Pence::pounds(30)).is_err());
    }
}
