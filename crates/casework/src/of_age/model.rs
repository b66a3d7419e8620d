//! The rules of coming of age, pure: the day comes in. The steps and their times are data (`data/young-people/of-age.csv`).
//! Where a birth date is not known no day is worked out: a person decides, and says how they know.

use std::sync::LazyLock;

use jiff::ToSpan;
use kernel::{Date, Error, Id, Result, Timestamp, age_on, anniversary, codes, kinds::Account};
use serde::Deserialize;

use crate::{
    words::blank,
    young_people::model::{Age, age_rule, has_reached},
};

codes! {
    /// A step towards the day, or after it.
    StepKind {
        Told = "told", "Told what changes at 18";
        Support = "support", "Who supports them from 18 on";
        Parents = "parents", "Parents or carers told";
        Records = "records", "Told of the right to their records";
        Account = "account", "Whether they want to sign in";
        Readers = "readers", "Asked whom they let see what";
        Identity = "identity", "How it was made sure that it is them";
    }
}

codes! {
    /// What somebody said when they were asked whether they want to sign in.
    Wish {
        Yes = "yes", "They want to sign in";
        No = "no", "They do not want to sign in";
    }
}

/// A step of the preparation, as the data has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub kind: StepKind,
    /// By how many months before the 18th birthday it is taken.
    pub months: i32,
    /// Who takes it.
    pub who: String,
    /// What is done.
    pub words: String,
    /// Where this comes from.
    pub source: String,
    from: Date,
}

#[derive(Deserialize)]
struct Row {
    step: String,
    months_before: i32,
    who: String,
    words: String,
    from: Date,
    source: String,
}

/// The steps that hold on a day, the first due first.
///
/// # Errors
/// `Internal` when the shipped data is broken: a test reads it.
pub fn steps(on: Date) -> Result<Vec<&'static Step>> {
    static STEPS: LazyLock<Result<Vec<Step>>> = LazyLock::new(|| {
        let text = include_str!("../../../../data/young-people/of-age.csv");
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let mut steps = Vec::new();
        for row in reader.deserialize::<Row>() {
            let row = row.map_err(|e| Error::internal("steps to 18", e))?;
            steps.push(Step {
                kind: StepKind::stored(&row.step)?,
                months: row.months_before,
                who: row.who,
                words: row.words,
                source: row.source,
                from: row.from,
            });
        }
        Ok(steps)
    });
    let all = STEPS.as_ref().map_err(Clone::clone)?;
    let mut held: Vec<&Step> = all.iter().filter(|s| s.from <= on).collect();
    held.sort_by_key(|s| -s.months);
    Ok(held)
}

/// The day on which somebody is an adult.
///
/// # Errors
/// Those of the rule about ages.
pub fn adult_on(born: Date, today: Date) -> Result<Option<Date>> {
    Ok(i16::try_from(age_rule(Age::Adult, today)?.years).ok().and_then(|years| anniversary(born, years)))
}

/// By which day a step is taken, where the birth date is known.
///
/// # Errors
/// Those of the rule about ages.
pub fn due(step: &Step, born: Option<Date>, today: Date) -> Result<Option<Date>> {
    let Some(day) = born.map(|born| adult_on(born, today)).transpose()?.flatten() else { return Ok(None) };
    Ok(day.checked_sub(step.months.months()).ok())
}

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was taken.
    Done,
    /// It is to be taken; by that day where one is known.
    Ahead(Option<Date>),
    /// It should have been taken by that day.
    Late(Date),
}

/// How a step stands on a day. Pure.
pub fn standing(done: bool, due: Option<Date>, today: Date) -> Standing {
    match due {
        _ if done => Standing::Done,
        Some(due) if due < today => Standing::Late(due),
        due => Standing::Ahead(due),
    }
}

/// Whether the preparation is on: from the 17th birthday to the day itself. Where the birth date is not known it is on as soon as
/// somebody looks.
///
/// # Errors
/// Those of the rule about ages.
pub fn is_prepared_for(born: Option<Date>, today: Date) -> Result<bool> {
    let begun = has_reached(Age::Prepare, born, today)?.unwrap_or(true);
    Ok(begun && has_reached(Age::Adult, born, today)? != Some(true))
}

/// Whether a record may be handed to its person on this day: from the birthday on. Where the birth date is not known, a person
/// decides and says how they know.
///
/// # Errors
/// Refused by `of-age.not-yet` before the birthday; `Invalid` on `why` where the birth date is not known and nothing is said.
pub fn may_take_hold(born: Option<Date>, today: Date, why: &str) -> Result<()> {
    match has_reached(Age::Adult, born, today)? {
        Some(true) => Ok(()),
        Some(false) => {
            let years = age_rule(Age::Adult, today)?.years;
            let now = born.and_then(|born| age_on(born, today)).unwrap_or_default();
            Err(Error::refused(
                "of-age.not-yet",
                format!("They are {now}. On their birthday at {years} the record becomes theirs by itself."),
            ))
        }
        None if blank(why) => Err(Error::field(
            "why",
            "Their birth date is not known. Say how you know that they are 18 or older",
        )),
        None => Ok(()),
    }
}

/// Whether a record that became its person's own may go back to the household it came from: only where that was a mistake,
/// because they are not of age after all.
///
/// # Errors
/// Refused by `of-age.is-adult` for somebody who is of age.
pub fn may_go_back(born: Option<Date>, today: Date) -> Result<()> {
    match has_reached(Age::Adult, born, today)? {
        Some(true) => Err(Error::refused(
            "of-age.is-adult",
            "By the birth date in the record they are an adult, so the record stays theirs. If the birth date is wrong, put it right first.",
        )),
        _ => Ok(()),
    }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Which.
    pub kind: StepKind,
    /// What they said, where they were asked.
    pub wish: Option<Wish>,
    /// When.
    pub at: Timestamp,
    /// Who took it.
    pub by: Option<Id<Account>>,
    /// What was noted.
    pub note: String,
}

/// How a kind of step stands: the newest row of it. `taken` comes oldest first.
pub fn newest(taken: &[Taken], kind: StepKind) -> Option<&Taken> {
    taken.iter().rev().find(|t| t.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_step_of_the_preparation_is_in_the_data_within_the_year_before() {
        let all = steps(d("2026-11-20")).unwrap();
        for kind in StepKind::ALL.iter().filter(|k| **k != StepKind::Identity) {
            assert_eq!(all.iter().filter(|s| s.kind == *kind).count(), 1, "{kind:?}");
        }
        assert!(all.iter().all(|s| (1..12).contains(&s.months) && !s.source.is_empty() && !s.who.is_empty()));
        assert!(all.is_sorted_by(|a, b| a.months >= b.months));
        assert!(steps(d("2025-12-31")).unwrap().is_empty(), "before the data there was none");
    }

    #[test]
    fn a_leap_day_birthday_falls_on_the_first_of_march() {
        assert_eq!(anniversary(d("2008-02-29"), 18), Some(d("2026-03-01")));
        assert_eq!(anniversary(d("2008-02-29"), 20), Some(d("2028-02-29")));
        assert_eq!(anniversary(d("2008-11-20"), 18), Some(d("2026-11-20")));
        let told = steps(d("2026-11-20")).unwrap()[0];
        assert_eq!(due(told, Some(d("2008-02-29")), d("2025-11-20")).unwrap(), Some(d("2025-04-01")));
        assert_eq!(due(told, None, d("2025-11-20")).unwrap(), None, "no day is made up");
    }

    #[test]
    fn a_step_is_ahead_until_its_day_is_over() {
        let (day, today) = (d("2026-05-20"), d("2026-05-20"));
        assert_eq!(standing(false, Some(day), today), Standing::Ahead(Some(day)));
        assert_eq!(standing(false, Some(day), d("2026-05-21")), Standing::Late(day));
        assert_eq!(standing(true, Some(day), d("2026-05-21")), Standing::Done);
        assert_eq!(standing(false, None, today), Standing::Ahead(None));
    }

    #[test]
    fn the_preparation_lasts_from_17_to_18_and_without_a_birth_date_as_long_as_somebody_looks() {
        let on = |born: Option<&str>| is_prepared_for(born.map(d), d("2026-11-20")).unwrap();
        assert!(on(Some("2009-11-20")) && on(Some("2008-11-21")) && on(None));
        assert!(!on(Some("2009-11-21")) && !on(Some("2008-11-20")));
    }

    #[test]
    fn a_record_is_taken_from_the_birthday_on_and_without_one_a_person_decides() {
        let may = |born: Option<&str>, on: &str, why: &str| may_take_hold(born.map(d), d(on), why);
        assert_eq!(may(Some("2008-11-21"), "2026-11-20", "").unwrap_err().code(), "of-age.not-yet");
        assert!(may(Some("2008-11-20"), "2026-11-20", "").is_ok(), "on the day itself");
        assert_eq!(
            may(Some("2008-02-29"), "2026-02-28", "They say so").unwrap_err().code(),
            "of-age.not-yet"
        );
        assert!(may(Some("2008-02-29"), "2026-03-01", "").is_ok());
        assert!(matches!(may(None, "2026-11-20", " - "), Err(Error::Invalid(_))));
        assert!(may(None, "2026-11-20", "Their passport says 2007").is_ok());
        let back = |born: Option<&str>| may_go_back(born.map(d), d("2026-11-20"));
        assert!(back(Some("2009-05-05")).is_ok() && back(None).is_ok());
        assert_eq!(back(Some("2008-11-20")).unwrap_err().code(), "of-age.is-adult");
    }

    proptest::proptest! {
        #![proptest_config(crate::words::tests::fixed())]
        /// The day that is told is the first on which the record can be taken: not a day earlier, and on no later one for the first time.
        #[test]
        fn the_day_told_is_the_day_it_happens(days in 0_i32..12_000) {
            let born = d("1994-01-01").checked_add(days.days()).unwrap();
            let day = adult_on(born, d("2026-11-20")).unwrap().unwrap();
            proptest::prop_assert!(may_take_hold(Some(born), day, "").is_ok());
            proptest::prop_assert!(may_take_hold(Some(born), day.yesterday().unwrap(), "").is_err());
        }

        /// A birth date decides one way: what may go back may not be taken, and the other way round.
        #[test]
        fn nothing_can_be_taken_and_given_back_on_one_day(days in 0_i32..12_000) {
            let born = d("1994-01-01").checked_add(days.days()).unwrap();
            let today = d("2026-11-20");
            proptest::prop_assert_ne!(may_take_hold(Some(born), today, "").is_ok(), may_go_back(Some(born), today).is_ok());
        }
    }
}
