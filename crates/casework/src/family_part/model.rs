//! What somebody of a family wants in the plan, and what became of it. Pure.

use kernel::{
    Error, FieldError, Id, Invalid, LegalRoute, Reference, Result, Timestamp, codes,
    kinds::{Account, Case},
};
use serde::{Deserialize, Serialize};

use crate::words::{NOTE, blank, mend, required, too_long};

codes! {
    /// Who says it.
    SaidAs {
        Family = "family", "A parent or carer";
        YoungPerson = "young-person", "The child or young person";
    }
}

codes! {
    /// What became of it.
    Outcome {
        Taken = "taken", "Taken into the plan";
        Partly = "partly", "Partly taken in";
        Not = "not", "Not taken in";
    }
}

/// What they say. Each may be empty, and not all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What they want in the plan.
    pub wants: String,
    /// What they do themselves.
    pub does: String,
    /// What matters to them.
    pub matters: String,
}

impl Words {
    /// The same without blanks round it.
    pub(super) fn trimmed(&self) -> Words {
        let trim = |text: &str| text.trim().to_owned();
        Words { wants: trim(&self.wants), does: trim(&self.does), matters: trim(&self.matters) }
    }

    /// Each with its heading, those that say something.
    pub fn said(&self, young: bool) -> Vec<(&'static str, &str)> {
        let headings = if young { YOUNG } else { GROWN };
        let all = headings.into_iter().zip([self.wants.as_str(), self.does.as_str(), self.matters.as_str()]);
        all.filter(|(_, text)| !blank(text)).collect()
    }
}

/// The headings for parents and carers.
pub const GROWN: [&str; 3] = ["What we want in the plan", "What we do ourselves", "What matters to us"];
/// The headings for a young person.
pub const YOUNG: [&str; 3] = ["What I want in my plan", "What I do myself", "What matters to me"];

/// What is wrong with what somebody says.
///
/// # Errors
/// `Invalid` on `wants` when nothing is said at all, and beside each text that is too long.
pub fn check(words: &Words) -> Result<()> {
    let mut wrong: Vec<FieldError> =
        [("wants", &words.wants), ("does", &words.does), ("matters", &words.matters)]
            .into_iter()
            .filter_map(|(field, text)| too_long(field, text, NOTE))
            .collect();
    if blank(&words.wants) && blank(&words.does) && blank(&words.matters) {
        wrong.push(mend("wants", "Write something in one of the boxes"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}

/// What is wrong with an answer. Whoever wrote the part reads it, so one that takes in less than all says why.
///
/// # Errors
/// `Invalid` on `why`.
pub fn check_answer(outcome: Outcome, why: &str) -> Result<()> {
    let wrong = match outcome {
        Outcome::Taken => too_long("why", why, NOTE),
        Outcome::Partly => {
            required("why", why, NOTE, "Say what was taken in, what was not, and why. They read this")
        }
        Outcome::Not => required(
            "why",
            why,
            NOTE,
            "Say why not, and what they can do if they do not agree. They read this",
        ),
    };
    wrong.map_or(Ok(()), |wrong| Err(Error::Invalid(Invalid(vec![wrong]))))
}

/// Whether the family leads the plan: special guardians and carers with a child arrangements order, who are kin of the child more often than
/// not (S4: a family-led plan). The offer is the same for all.
pub fn family_leads(route: LegalRoute) -> bool {
    matches!(route, LegalRoute::SpecialGuardianship | LegalRoute::ChildArrangements)
}

/// A part as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its id.
    pub id: Id<()>,
    /// Of which case.
    pub case: Id<Case>,
    /// Who says it.
    pub said_as: SaidAs,
    /// Whose account wrote it; none where a worker wrote down what they were told.
    pub account: Option<Id<Account>>,
    /// The worker who wrote it down.
    pub recorded_by: Option<Id<Account>>,
    /// What they say; empty where the words were destroyed.
    pub words: Words,
    /// When it was written, or changed last.
    pub at: Timestamp,
    /// What became of it; none while it waits.
    pub answer: Option<Answered>,
    /// The version that a change is based on.
    pub version: i64,
}

/// What became of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// Taken in, partly or not.
    pub outcome: Outcome,
    /// Why, in words that whoever wrote it reads; may be empty where it was taken in.
    pub why: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

/// A part that waits, as the agency's list shows it.
#[derive(Debug, Clone)]
pub struct Waits {
    /// The part.
    pub id: Id<()>,
    /// The case.
    pub case: Id<Case>,
    /// What people quote.
    pub reference: Reference,
    /// Who says it.
    pub said_as: SaidAs,
    /// Since when it waits.
    pub at: Timestamp,
    /// The coordinator's name; empty when there is none.
    pub coordinator: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::tests::fixed;

    fn field(result: Result<()>) -> Option<String> {
        match result {
            Err(Error::Invalid(Invalid(wrong))) => wrong.into_iter().next().map(|w| w.field),
            _ => None,
        }
    }

    #[test]
    fn one_box_is_enough_and_marks_are_no_words() {
        for at in 0..3 {
            let mut boxes = [String::new(), " - ".into(), String::new()];
            boxes[at] = "Nan comes on Sundays".into();
            let [wants, does, matters] = boxes;
            let words = Words { wants, does, matters };
            assert!(check(&words).is_ok());
            assert_eq!(words.said(false), [(GROWN[at], "Nan comes on Sundays")]);
        }
        assert_eq!(field(check(&Words { does: " . ".into(), ..Words::default() })).as_deref(), Some("wants"));
        let long = Words { matters: "x".repeat(NOTE + 1), ..Words::default() };
        assert_eq!(field(check(&long)).as_deref(), Some("matters"));
    }

    #[test]
    fn whatever_is_not_taken_in_whole_says_why() {
        assert!(check_answer(Outcome::Taken, "").is_ok());
        for outcome in [Outcome::Partly, Outcome::Not] {
            assert_eq!(field(check_answer(outcome, " - ")).as_deref(), Some("why"));
            assert!(check_answer(outcome, "The group has no place before May").is_ok());
        }
    }

    #[test]
    fn special_guardians_and_carers_lead_their_plan() {
        let leads: Vec<&str> =
            LegalRoute::ALL.iter().filter(|r| family_leads(**r)).map(|r| r.code()).collect();
        assert_eq!(leads, ["sgo", "cao"]);
    }

    proptest! {
        #![proptest_config(fixed())]
        /// What is kept says what was typed, and trimming changes nothing of whether it may be kept.
        #[test]
        fn trimming_loses_no_word(wants in "\\PC{0,40}", does in "\\PC{0,40}", matters in "\\PC{0,40}") {
            let words = Words { wants, does, matters };
            let kept = words.trimmed();
            prop_assert_eq!(check(&kept).is_ok(), check(&words).is_ok());
            prop_assert_eq!(kept.said(true).len(), words.said(true).len());
        }
    }
}
