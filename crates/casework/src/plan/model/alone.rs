//! A version in which one thing alone is different from the one before: the day of the next review, after one was held, or
//! who coordinates, after a hand-over. It carries who said so, in words that the family reads (requirement PL1).

use kernel::{Date, Error, Result};
use serde::{Deserialize, Serialize};

use super::{Coordinator, Part, PlanContent};

/// What alone is different in a version, and who said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnlyThis {
    /// The part: the next review, or the coordinator.
    pub part: Part,
    /// Who said so, by name.
    pub by: String,
    /// On which day.
    pub on: Date,
}

/// The one thing that is to be different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Different {
    /// The plan is looked at next by this day.
    Review(Date),
    /// Somebody else coordinates.
    Coordinator(Coordinator),
}

impl PlanContent {
    /// The same content with one thing different, said by `by` on the day `on`.
    ///
    /// # Errors
    /// `Refused` by rule `plan.alone` when it would not be different at all.
    pub fn with_only(&self, different: Different, by: &str, on: Date) -> Result<PlanContent> {
        let mut next = self.clone();
        let part = match different {
            Different::Review(day) => {
                next.review_on = Some(day);
                Part::Review
            }
            Different::Coordinator(coordinator) => {
                next.coordinator = Some(coordinator);
                Part::Coordinator
            }
        };
        if next.review_on == self.review_on && next.coordinator == self.coordinator {
            return Err(Error::refused("plan.alone", "The plan says so already."));
        }
        next.only = Some(OnlyThis { part, by: by.to_owned(), on });
        Ok(next)
    }

    /// What the family reads under the plan, where one thing alone is different in this version.
    pub fn only_words(&self) -> Option<String> {
        let only = self.only.as_ref()?;
        let on = only.on.strftime("%-d %B %Y");
        let what = match only.part {
            Part::Coordinator => "who coordinates your support",
            _ => "the day by which we look at it again",
        };
        Some(format!(
            "In this version only {what} is different. {} said so on {on}. Everything else stays as it was.",
            only.by
        ))
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::super::{content::tests::good, diff, next_draft};
    use super::*;

    const ON: Date = Date::constant(2026, 11, 20);

    #[test]
    fn one_thing_alone_is_different_and_the_version_says_who_said_so() {
        let before = good();
        let day = Date::constant(2027, 5, 3);
        let after = before.with_only(Different::Review(day), "Sam Carter", ON).unwrap();
        let parts: Vec<Part> = diff(&before, &after).iter().map(|change| change.part).collect();
        assert_eq!(parts, [Part::Review]);
        assert_eq!(
            after.only_words().unwrap(),
            "In this version only the day by which we look at it again is different. Sam Carter said so on 20 November 2026. \
             Everything else stays as it was."
        );
        let to = Coordinator { account: Id::from_parts(1, [9; 10]), name: "Jo Lind".into() };
        let handed = before.with_only(Different::Coordinator(to), "Ada Moss", ON).unwrap();
        let parts: Vec<Part> = diff(&before, &handed).iter().map(|change| change.part).collect();
        assert_eq!(parts, [Part::Coordinator]);
        assert!(handed.only_words().unwrap().contains("only who coordinates your support"));
        assert!(before.only_words().is_none());
    }

    #[test]
    fn nothing_different_is_no_version_and_the_next_draft_begins_without_the_word() {
        let before = good();
        let same = Different::Review(before.review_on.unwrap());
        assert_eq!(before.with_only(same, "Sam", ON).unwrap_err().code(), "plan.alone");
        let after = before.with_only(Different::Review(Date::constant(2027, 5, 3)), "Sam", ON).unwrap();
        assert!(next_draft(after.level, Some(&after), None, ON).unwrap().only.is_none());
    }
}
