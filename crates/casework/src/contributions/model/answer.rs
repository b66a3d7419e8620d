//! What a partner answers, and what a worker took from it.

use kernel::{Error, FieldError, Result, codes};
use serde::{Deserialize, Serialize};

use super::PartAsked;
use crate::words::{LONG, NOTE, blank, mend, required, too_long};

codes! {
    /// Where an asking stands.
    State {
        Asked = "asked", "Waiting for an answer";
        Sent = "sent", "Answered";
        Declined = "declined", "Declined";
        NotMine = "not-mine", "Says it is not for them";
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

impl State {
    /// Goes on to an end. Only what waits does.
    ///
    /// # Errors
    /// `Refused` by rule `contribution.settled` once it is answered, declined or withdrawn.
    pub fn to(self, end: State) -> Result<State> {
        match self {
            State::Asked if end != State::Asked => Ok(end),
            _ => Err(Error::refused(
                "contribution.settled",
                "This is not waiting for an answer any more. Open it again to see what came of it.",
            )),
        }
    }
}

/// What was said to one part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The part's code.
    pub part: String,
    /// What the partner wrote.
    pub words: String,
    /// Whether the family should not read it.
    #[serde(default)]
    pub withheld: bool,
    /// Why not.
    #[serde(default)]
    pub withheld_why: String,
}

/// A partner's answer, or the draft of one. It stands sealed as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was said to each part, in the order of the form.
    pub said: Vec<Said>,
    /// Who answered, as they put it: whoever was asked may have passed it on in their office.
    pub name: String,
    /// What they are there.
    #[serde(default)]
    pub role: String,
}

impl Answer {
    /// What was said to a part, if anything was.
    pub fn to(&self, part: &str) -> Option<&Said> {
        self.said.iter().find(|s| s.part == part && !blank(&s.words))
    }

    /// Whether something of it should not be read by the family.
    pub fn withholds(&self) -> bool {
        self.said.iter().any(|s| s.withheld && !blank(&s.words))
    }

    /// The same without what the family should not read.
    #[must_use]
    pub fn for_family(&self) -> Answer {
        let said = self.said.iter().filter(|s| !s.withheld).cloned().collect();
        Answer { said, ..self.clone() }
    }
}

/// What an answer still lacks, each with its field: a part's code, its code with `-why`, or `name`.
pub fn wrong_answer(answer: &Answer, parts: &[PartAsked<'_>]) -> Vec<FieldError> {
    let mut found = Vec::new();
    for said in &answer.said {
        found.extend(too_long(&said.part, &said.words, LONG));
        if said.withheld && !blank(&said.words) {
            found.extend(required(
                &format!("{}-why", said.part),
                &said.withheld_why,
                NOTE,
                "Say why the family should not read this, for the worker",
            ));
        }
    }
    let nothing = parts.iter().all(|part| answer.to(part.code).is_none());
    if let (true, Some(first), true) = (nothing, parts.first(), found.is_empty()) {
        found.push(mend(
            first.code,
            "Write something in at least one of the boxes, or say at the end that you cannot answer",
        ));
    }
    found.extend(required("name", &answer.name, crate::words::LINE, "Enter your name"));
    found
}

codes! {
    /// What became of a contribution in the assessment.
    Use {
        Taken = "taken", "Taken into the assessment";
        Partly = "partly", "Taken in part";
        NotTaken = "not-taken", "Read, and not taken";
    }
}

/// What a worker took from a contribution. It stands sealed as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Took {
    /// Whether it was taken.
    pub used: Use,
    /// What was taken, or why it was not.
    pub words: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: [PartAsked<'_>; 2] = [
        PartAsked { code: "education", title: "School", about: "", prompts: &[] },
        PartAsked { code: "tried", title: "Tried", about: "", prompts: &[] },
    ];

    fn said(part: &str, words: &str) -> Said {
        Said { part: part.into(), words: words.into(), ..Said::default() }
    }

    fn answer(said: Vec<Said>) -> Answer {
        Answer { said, name: "Jo Teacher".into(), role: String::new() }
    }

    fn fields(answer: &Answer) -> Vec<String> {
        wrong_answer(answer, &PARTS).into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn an_answer_says_something_and_who_says_it() {
        assert_eq!(fields(&answer(vec![said("tried", "A quiet corner helped.")])), [""; 0]);
        assert_eq!(fields(&answer(vec![said("education", " - "), said("tried", "")])), ["education"]);
        let nameless = Answer { name: " ".into(), ..answer(vec![said("tried", "A corner.")]) };
        assert_eq!(fields(&nameless), ["name"]);
    }

    #[test]
    fn what_is_kept_from_the_family_has_a_reason() {
        let mut one = answer(vec![said("education", "He flinches."), said("tried", "")]);
        one.said[0].withheld = true;
        one.said[1].withheld = true;
        assert_eq!(fields(&one), ["education-why"], "nothing is kept back where nothing is written");
        one.said[0].withheld_why = "It may put him at risk.".into();
        assert!(fields(&one).is_empty() && one.withholds());
        assert!(one.for_family().to("education").is_none());
        assert!(!one.for_family().withholds());
    }

    #[test]
    fn forty_thousand_words_are_told_their_limit() {
        let flood = "word ".repeat(40_000);
        let wrong = wrong_answer(&answer(vec![said("education", &flood)]), &PARTS);
        assert_eq!(wrong[0].field, "education");
        assert!(
            wrong[0].message.contains("20000") && wrong[0].message.contains("200000"),
            "{}",
            wrong[0].message
        );
    }

    #[test]
    fn only_what_waits_comes_to_an_end() {
        for end in [State::Sent, State::Declined, State::NotMine, State::Withdrawn] {
            assert_eq!(State::Asked.to(end).unwrap(), end);
            for other in State::ALL {
                assert_eq!(end.to(*other).unwrap_err().code(), "contribution.settled");
            }
        }
        assert!(State::Asked.to(State::Asked).is_err());
    }
}
