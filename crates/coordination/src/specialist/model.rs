//! What a provider is asked to find out, where it stands, and when the one who assesses has an interest in what they recommend.
//! Pure: the day comes in. Requirement AS7; the flag follows S2 section 9d.

use commissioning::orders::model::OrderState;
use kernel::{
    Date, Error, FieldError, Id, Result, Timestamp, codes, days_between,
    kinds::{Account, Case, Organisation},
};

codes! {
    /// Where it stands.
    State {
        Asked = "asked", "Waits for the provider";
        Accepted = "accepted", "Under way";
        Declined = "declined", "Declined by the provider";
        Reported = "reported", "Report received";
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

impl State {
    /// Whether something is still waited for.
    pub fn is_open(self) -> bool {
        matches!(self, State::Asked | State::Accepted)
    }

    /// The state after a step.
    ///
    /// # Errors
    /// `Refused` by rule `specialist.state` for a step that does not follow.
    pub fn to(self, next: State) -> Result<State> {
        let follows = match next {
            State::Asked => false,
            State::Accepted | State::Declined => self == State::Asked,
            State::Reported | State::Withdrawn => self.is_open(),
        };
        if follows {
            return Ok(next);
        }
        Err(Error::refused(
            "specialist.state",
            "This was answered, reported or withdrawn already. Open it again to see how it stands.",
        ))
    }
}

codes! {
    /// Why whoever assesses may have an interest in what they recommend.
    Conflict {
        DeliversNow = "delivers-now", "It delivers support to this family now";
        Delivered = "delivered", "It delivered support to this family before";
        WouldDeliver = "would-deliver", "It sells support of the kind that an assessment recommends";
    }
}

/// The conflicts of interest of a provider: by what it was ordered to do for the family, and whether it sells anything but assessments.
pub fn conflicts(orders: &[OrderState], sells_support: bool) -> Vec<Conflict> {
    let any = |wanted: &[OrderState]| orders.iter().any(|state| wanted.contains(state));
    let mut found = Vec::new();
    if any(&[OrderState::Placed, OrderState::Accepted]) {
        found.push(Conflict::DeliversNow);
    }
    if any(&[OrderState::Completed]) {
        found.push(Conflict::Delivered);
    }
    if sells_support {
        found.push(Conflict::WouldDeliver);
    }
    found
}

fn wrong(field: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.to_owned(), message: message.into() }
}

/// The furthest day by which a report can be asked for, in days. Hearth's own figure: a year.
const FURTHEST: i32 = 365;

/// What is wrong with the day by which the report is wanted.
pub fn wrong_day(due: Date, today: Date) -> Option<FieldError> {
    match days_between(today, due) {
        ..=0 => Some(wrong("due", "Choose a day after today")),
        1..=FURTHEST => None,
        _ => Some(wrong("due", "Choose a day within a year")),
    }
}

/// What is wrong with choosing a provider that has an interest: a reason is needed, and none where there is none to explain.
pub fn wrong_choice(conflicts: &[Conflict], why: &str) -> Option<FieldError> {
    (!conflicts.is_empty() && why.trim().is_empty()).then(|| {
        let all: Vec<String> = conflicts.iter().map(|c| c.label().to_lowercase()).collect();
        wrong(
            "why",
            format!(
                "There is a conflict of interest: {}. Choose another provider, or say why this one",
                all.join("; ")
            ),
        )
    })
}

/// A specialist assessment that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Specialist {
    /// Its id.
    pub id: Id<access::specialists::SpecialistAsk>,
    /// Whose record it is.
    pub agency: Id<Organisation>,
    /// The case.
    pub case: Id<Case>,
    /// Of whom it is asked.
    pub provider: Id<Organisation>,
    /// Where it stands.
    pub state: State,
    /// What is to be found out: one a line.
    pub goals: String,
    /// What was flagged when it was asked.
    pub conflicts: Vec<Conflict>,
    /// Why this provider was chosen in spite of that.
    pub why: String,
    /// By which day the report is wanted.
    pub due: Date,
    /// When it was asked.
    pub asked: Timestamp,
    /// By whom; none for a machine that nobody made.
    pub asked_by: Option<Id<Account>>,
    /// Since when the provider may read who the child is.
    pub named: Option<Timestamp>,
    /// What the provider answered, or why it was withdrawn.
    pub answer: String,
    /// The report.
    pub report: String,
    /// What it recommends: one a line.
    pub recommends: String,
    /// When it was declined, reported or withdrawn.
    pub settled: Option<Timestamp>,
    /// By whom the report was typed in.
    pub settled_by: Option<Id<Account>>,
    /// The version that a change is based on.
    pub version: i64,
}

impl Specialist {
    /// Whether something is still waited for after its day.
    pub fn is_late(&self, today: Date) -> bool {
        self.state.is_open() && self.due < today
    }
}

/// The lines of a text that hold something.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 20);

    #[test]
    fn who_delivers_delivered_or_would_deliver_is_flagged() {
        assert!(conflicts(&[], false).is_empty());
        assert_eq!(conflicts(&[], true), [Conflict::WouldDeliver]);
        assert_eq!(conflicts(&[OrderState::Placed], false), [Conflict::DeliversNow]);
        assert!(
            conflicts(&[OrderState::Declined, OrderState::Cancelled], false).is_empty(),
            "nothing came of it"
        );
        assert_eq!(
            conflicts(&[OrderState::Completed, OrderState::Accepted], true),
            [Conflict::DeliversNow, Conflict::Delivered, Conflict::WouldDeliver]
        );
    }

    #[test]
    fn an_interest_asks_for_a_reason_that_says_which() {
        assert!(wrong_choice(&[], "").is_none());
        assert!(wrong_choice(&[Conflict::Delivered], "The only one near").is_none());
        let wrong = wrong_choice(&[Conflict::Delivered, Conflict::WouldDeliver], " ").unwrap();
        assert_eq!(wrong.field, "why");
        assert!(
            wrong.message.contains("before") && wrong.message.contains("recommends"),
            "{}",
            wrong.message
        );
    }

    #[test]
    fn a_report_comes_once_and_only_for_what_is_open() {
        assert_eq!(
            State::Asked.to(State::Reported).unwrap(),
            State::Reported,
            "it may come with the first answer"
        );
        assert_eq!(State::Accepted.to(State::Reported).unwrap(), State::Reported);
        for over in [State::Declined, State::Reported, State::Withdrawn] {
            for next in State::ALL {
                assert_eq!(over.to(*next).unwrap_err().code(), "specialist.state");
            }
        }
        assert!(State::Accepted.to(State::Declined).is_err());
    }

    proptest! {
        #![proptest_config(crate::testing::fixed())]

        #[test]
        fn days_are_ahead_and_within_a_year(ahead in -800_i32..800) {
            let day = kernel::Calendar::england().add_days(TODAY, ahead);
            prop_assert_eq!(wrong_day(day, TODAY).is_none(), (1..=365).contains(&ahead));
        }

        #[test]
        fn only_orders_that_came_to_something_flag(orders in proptest::collection::vec(0_usize..5, 0..6)) {
            let states: Vec<OrderState> = orders.iter().map(|n| OrderState::ALL[*n]).collect();
            let live = states.iter().any(|s| !matches!(s, OrderState::Declined | OrderState::Cancelled));
            prop_assert_eq!(!conflicts(&states, false).is_empty(), live);
        }
    }
}
