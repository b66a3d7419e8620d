//! What is entered of an assessment that somebody else completed, and how it is decided. Pure: the day comes in.

use kernel::{Date, Error, FieldError, Invalid, Level, Need, Result, Weight, codes, days_between};
use page::Fields;
use serde::{Deserialize, Serialize};

use crate::{
    assessment::model::{Conclusion, Findings},
    words::{LINE, LONG, NOTE, mend},
};

codes! {
    /// Where it stands.
    State {
        Entered = "entered", "Waits for a manager";
        Endorsed = "endorsed", "Endorsed";
        Returned = "returned", "Sent back";
    }
}

impl State {
    /// The state after a manager's decision.
    ///
    /// # Errors
    /// `Refused` by rule `outside.settled` once it was decided.
    pub fn decided(self, endorse: bool) -> Result<State> {
        match (self, endorse) {
            (State::Entered, true) => Ok(State::Endorsed),
            (State::Entered, false) => Ok(State::Returned),
            (State::Endorsed | State::Returned, _) => Err(Error::refused(
                "outside.settled",
                "A manager decided about this already. Open it again to see how it stands.",
            )),
        }
    }
}

/// What a voluntary agency found. It stands sealed as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Who assessed.
    pub organisation: String,
    /// On which day the assessment was complete.
    pub on: Date,
    /// What was found.
    pub found: String,
    /// The child's own words.
    pub child: String,
    /// The family's own words.
    pub family: String,
    /// The needs, each once.
    pub needs: Vec<(Need, Weight)>,
    /// The level of support that it comes to.
    pub level: Level,
    /// Why.
    pub level_reason: String,
}

/// How old an assessment can be, in days, and still be used. Hearth's own figure: a year, after which a plan is reviewed anyway.
pub const OLDEST: i32 = 365;

/// What is wrong with the day on which it was complete.
pub fn wrong_day(on: Date, today: Date) -> Option<FieldError> {
    match days_between(on, today) {
        ..=-1 => Some(mend("on", "Enter today, or a day before")),
        0..=OLDEST => None,
        _ => Some(mend("on", "It is more than a year old: assess again, and take from it what still holds")),
    }
}

impl Found {
    /// What becomes the case's own assessment once it is endorsed.
    pub fn findings(&self) -> Findings {
        let mut findings = Findings {
            conclusion: Conclusion {
                formulation: self.found.clone(),
                needs: self.needs.clone(),
                no_needs: if self.needs.is_empty() { self.level_reason.clone() } else { String::new() },
                level: Some(self.level),
                level_reason: self.level_reason.clone(),
                ..Conclusion::default()
            },
            ..Findings::default()
        };
        findings.answers.voice.child.clone_from(&self.child);
        findings.answers.voice.family.clone_from(&self.family);
        findings
    }
}

/// Reads what is entered.
///
/// # Errors
/// `Invalid` beside the fields; needs are `needs.CODE`, each with a weight.
pub fn entered(f: &mut Fields) -> Result<Found, Invalid> {
    let organisation = f.required("organisation", "Enter the name of the agency that assessed", LINE);
    let on = f.date("on", "Enter the day on which the assessment was complete");
    let found = f.required("found", "Enter what it found", LONG);
    let child = f.optional("child-words", LONG).unwrap_or_default();
    let family = f.optional("family-words", LONG).unwrap_or_default();
    let needs: Vec<(Need, Weight)> = Need::ALL
        .iter()
        .filter_map(|need| {
            let field = format!("needs.{}", need.code());
            f.choice_opt::<Weight>(&field, "Choose how much this need weighs").map(|weight| (*need, weight))
        })
        .collect();
    let level = f.choice::<Level>("level", "Choose the level of support that it comes to");
    let level_reason = f.required("level-reason", "Say why, in words that the family may read", NOTE);
    f.finish(|| {
        Some(Found {
            organisation: organisation?,
            on: on?,
            found: found?,
            child,
            family,
            needs,
            level: level?,
            level_reason: level_reason?,
        })
    })
}

/// Reads a manager's decision: the version that was read, whether it is endorsed, and what is missing where it is not.
///
/// # Errors
/// `Invalid` beside `version`, `endorse` or `words`.
pub fn decision(f: &mut Fields) -> Result<(i64, bool, String), Invalid> {
    let version = f.version();
    let endorse = f.yes_no("endorse", "Choose whether you endorse it");
    let words = f.optional("words", NOTE).unwrap_or_default();
    if endorse == Some(false) && words.trim().is_empty() {
        f.fail("words", "Say what is missing");
    }
    f.finish(|| Some((version?, endorse?, words)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 20);

    #[test]
    fn it_is_decided_once() {
        assert_eq!(State::Entered.decided(true).unwrap(), State::Endorsed);
        assert_eq!(State::Entered.decided(false).unwrap(), State::Returned);
        for over in [State::Endorsed, State::Returned] {
            for endorse in [true, false] {
                assert_eq!(over.decided(endorse).unwrap_err().code(), "outside.settled");
            }
        }
    }

    #[test]
    fn sending_back_says_what_is_missing() {
        let read = |endorse: &str, words: &str| {
            decision(&mut Fields::filled([
                ("version", "1".to_owned()),
                ("endorse", endorse.to_owned()),
                ("words", words.to_owned()),
            ]))
        };
        assert_eq!(read("yes", "").unwrap(), (1, true, String::new()));
        assert!(read("no", " ").unwrap_err().of("words").is_some());
        assert!(read("no", "Nobody saw the child").is_ok());
        assert!(read("", "").unwrap_err().of("endorse").is_some());
    }

    #[test]
    fn what_is_endorsed_keeps_its_needs_its_words_and_its_level() {
        let found = Found {
            organisation: "An agency".into(),
            on: TODAY,
            found: "Sleep is short".into(),
            child: "I do not like nights".into(),
            family: String::new(),
            needs: vec![(Need::Trauma, Weight::Severe)],
            level: Level::Intensive,
            level_reason: "By what was found".into(),
        };
        let findings = found.findings();
        assert_eq!(findings.conclusion.needs, found.needs);
        assert_eq!(findings.conclusion.level, Some(Level::Intensive));
        assert_eq!(findings.answers.voice.child, "I do not like nights");
        assert_eq!(findings.conclusion.no_needs, "");
        let none = Found { needs: Vec::new(), ..found };
        assert_eq!(none.findings().conclusion.no_needs, "By what was found");
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn days_are_behind_and_within_a_year(ago in -800_i32..800) {
            let day = kernel::Calendar::england().add_days(TODAY, -ago);
            prop_assert_eq!(wrong_day(day, TODAY).is_none(), (0..=365).contains(&ago));
        }
    }
}
