//! What a review is, and what one must say. Pure.

use access::members;
use kernel::{
    Date, Error, FieldError, Id, Invalid, Result, Timestamp, codes, days_between,
    kinds::{Account, Case},
};

use crate::{
    plan::model::LONGEST_DAYS,
    words::{NOTE, mend, required},
};

codes! {
    /// Who asked for a review.
    AskedAs {
        Family = "family", "A parent or carer asked";
        YoungPerson = "young-person", "The young person asked";
        Worker = "worker", "The day had come";
    }
}

codes! {
    /// How a review stands.
    ReviewState {
        Asked = "asked", "Asked for";
        Held = "held", "Held";
        Declined = "declined", "Declined, with a reason";
    }
}

/// A review.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Its id.
    pub id: Id<members::Review>,
    /// Of which case's plan.
    pub case: Id<Case>,
    /// When it was asked for; for one that nobody asked for, when it was recorded.
    pub asked: Timestamp,
    /// Who asked.
    pub asked_by: Option<Id<Account>>,
    /// As what.
    pub asked_as: AskedAs,
    /// Why, in the asker's words; empty for one that nobody asked for.
    pub why: String,
    /// The number of the plan's version that held then; what changed since is compared with it.
    pub plan_number: Option<i64>,
    /// How it stands.
    pub state: ReviewState,
    /// By when it was promised.
    pub due: Timestamp,
    /// When it was recorded as held, or declined.
    pub settled: Option<Timestamp>,
    /// Who recorded that.
    pub settled_by: Option<Id<Account>>,
    /// What a review that was held says.
    pub held: Option<Held>,
    /// Why it was declined.
    pub declined_why: String,
    /// The version that an answer is based on.
    pub version: i64,
}

impl Review {
    /// Refuses an answer to what was answered before. Pure.
    ///
    /// # Errors
    /// Refused by `review.answered`.
    pub fn must_wait(&self) -> Result<()> {
        match self.state {
            ReviewState::Asked => Ok(()),
            ReviewState::Held | ReviewState::Declined => Err(Error::refused(
                "review.answered",
                "This request was answered already. Open the reviews of this case to see how.",
            )),
        }
    }
}

/// What a review that was held says.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The day.
    pub on: Date,
    /// Who was there.
    pub present: String,
    /// What changed.
    pub changed: String,
    /// What the child said, or how they were heard.
    pub child_said: String,
    /// When the plan is looked at next.
    pub next: Date,
}

/// What is wrong with a review that is to be recorded on `today`.
///
/// # Errors
/// `Invalid` beside the fields: for a day to come or before the case, a next day that is not after it or more than a year after
/// it, and for blanks.
pub fn check(held: &Held, opened: Date, today: Date) -> Result<()> {
    let mut wrong: Vec<FieldError> = Vec::new();
    if held.on > today {
        wrong.push(mend("on", "Enter the day on which the review was held. It cannot be after today"));
    }
    if held.on < opened {
        wrong.push(mend("on", "Enter a day after the case was opened"));
    }
    if held.next <= held.on {
        wrong.push(mend("next", "Enter a day after the review"));
    } else if days_between(held.on, held.next) > LONGEST_DAYS {
        wrong.push(mend("next", "A plan is reviewed at least once a year. Enter an earlier day"));
    }
    wrong.extend(required("present", &held.present, NOTE, "Say who was there"));
    wrong.extend(required("changed", &held.changed, NOTE, "Say what changed, or that nothing did and why"));
    wrong.extend(required(
        "child_said",
        &held.child_said,
        NOTE,
        "Say what the child said, or how you tried to hear them",
    ));
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn held() -> Held {
        Held {
            on: day("2026-11-18"),
            present: "Mum, Robin, school".into(),
            changed: "Therapy moves to Tuesdays".into(),
            child_said: "Likes it better after swimming".into(),
            next: day("2027-02-18"),
        }
    }

    fn fields(held: &Held) -> Vec<String> {
        match check(held, day("2026-01-01"), day("2026-11-20")) {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(Invalid(wrong))) => wrong.into_iter().map(|w| w.field).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_review_says_who_was_there_what_changed_what_the_child_said_and_what_is_next() {
        assert!(fields(&held()).is_empty());
        assert_eq!(fields(&Held { present: " - ".into(), ..held() }), ["present"]);
        assert_eq!(fields(&Held { changed: String::new(), ..held() }), ["changed"]);
        assert_eq!(fields(&Held { child_said: String::new(), ..held() }), ["child_said"]);
    }

    #[test]
    fn its_days_are_in_order_and_the_next_within_a_year() {
        assert_eq!(fields(&Held { on: day("2026-11-21"), ..held() }), ["on"], "tomorrow");
        assert_eq!(
            fields(&Held { on: day("2025-12-31"), next: day("2026-12-31"), ..held() }),
            ["on"],
            "before the case"
        );
        assert_eq!(fields(&Held { next: day("2026-11-18"), ..held() }), ["next"]);
        assert_eq!(fields(&Held { next: day("2027-11-18"), ..held() }), [""; 0], "the same day next year");
        assert_eq!(fields(&Held { next: day("2027-11-20"), ..held() }), ["next"]);
    }
}
