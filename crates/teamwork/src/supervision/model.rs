//! What supervision and decisions are, and what they must say. Pure.

use access::teamwork::Supervision as Kinded;
use kernel::{
    Date, Error, FieldError, Id, Invalid, Result, Timestamp, days_between,
    kinds::{Account, Case},
};

/// A decision on a case. A marker for its id.
#[derive(Debug)]
pub enum CaseDecision {}

/// A supervision as its readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supervision {
    /// Its id.
    pub id: Id<Kinded>,
    /// Whose.
    pub worker: Id<Account>,
    /// Their name.
    pub worker_name: String,
    /// By whom.
    pub manager: Id<Account>,
    /// Their name.
    pub manager_name: String,
    /// On which day.
    pub held: Date,
    /// The next is due by.
    pub next: Date,
    /// What was talked through.
    pub words: String,
    /// When it was written down.
    pub made: Timestamp,
}

/// When a worker was supervised last, and when the next is due: days, which are no secret among managers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub worker: Id<Account>,
    /// Their name.
    pub name: String,
    /// The last day; none where nothing is written down.
    pub last: Option<Date>,
    /// The next is due by.
    pub next: Option<Date>,
}

impl Due {
    /// How it stands on a day.
    pub fn standing(&self, today: Date) -> &'static str {
        match self.next {
            None => "None yet",
            Some(next) if next < today => "Late",
            Some(_) => "In time",
        }
    }
}

/// The longest time between two supervisions, in days.
pub const APART_DAYS: i32 = 92;

/// Checks the days of a supervision that is written down on `today`.
///
/// # Errors
/// `Invalid` on `held` for a day to come, on `next` for one that is not after it or more than [`APART_DAYS`] later.
pub fn check_days(held: Date, next: Date, today: Date) -> Result<()> {
    let mut wrong: Vec<FieldError> = Vec::new();
    let mut mend = |field: &str, message: &str| {
        wrong.push(FieldError { field: field.to_owned(), message: message.to_owned() });
    };
    if held > today {
        mend("held", "Enter today or an earlier day");
    }
    if next <= held {
        mend("next", "Enter a day after the supervision");
    } else if days_between(held, next) > APART_DAYS {
        mend("next", "Enter a day within three months");
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}

/// A decision on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: Id<CaseDecision>,
    /// On which case.
    pub case: Id<Case>,
    /// What was decided.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// The name of whoever decided; empty for a machine.
    pub by: String,
    /// It is looked at again by.
    pub review: Date,
    /// When it was, and what came of it.
    pub looked: Option<(Timestamp, String)>,
}

/// Checks the day on which a decision is looked at again.
///
/// # Errors
/// `Invalid` on `review` for a day that is past or more than a year ahead.
pub fn check_review(review: Date, today: Date) -> Result<()> {
    if review < today {
        return Err(Error::field("review", "Enter today or a later day"));
    }
    if days_between(today, review) > 366 {
        return Err(Error::field(
            "review",
            "A decision is looked at again within a year. Enter an earlier day",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    #[test]
    fn supervision_was_held_and_the_next_is_within_three_months() {
        let field = |held: &str, next: &str| match check_days(day(held), day(next), day("2026-11-20")) {
            Ok(()) => String::new(),
            Err(Error::Invalid(i)) => i.0[0].field.clone(),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(field("2026-11-20", "2026-12-18"), "");
        assert_eq!(field("2026-11-21", "2026-12-18"), "held");
        assert_eq!(field("2026-11-20", "2026-11-20"), "next");
        assert_eq!(field("2026-11-20", "2027-02-20"), "");
        assert_eq!(field("2026-11-20", "2027-02-21"), "next");
    }

    #[test]
    fn a_decision_is_looked_at_again_within_a_year() {
        let today = day("2026-11-20");
        assert!(check_review(today, today).is_ok() && check_review(day("2027-11-21"), today).is_ok());
        assert!(
            check_review(day("2026-11-19"), today).is_err()
                && check_review(day("2027-11-22"), today).is_err()
        );
        let due = |next: Option<&str>| Due {
            worker: Id::from_parts(1, [1; 10]),
            name: "Sam".into(),
            last: None,
            next: next.map(day),
        };
        assert_eq!(due(None).standing(today), "None yet");
        assert_eq!(
            (due(Some("2026-11-20")).standing(today), due(Some("2026-11-19")).standing(today)),
            ("In time", "Late")
        );
    }
}
