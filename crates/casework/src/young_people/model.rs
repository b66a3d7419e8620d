//! Rules about age, as data with its source (`data/young-people/ages.csv`), and what a young person's words are. Pure: the day
//! comes in. Where a birth date is not known, nothing is decided here: a person decides and says why.

use std::sync::LazyLock;

use kernel::{Date, Error, Id, Result, Timestamp, age_on, codes, kinds::Account};
use serde::Deserialize;

use crate::words::blank;

codes! {
    /// What changes at an age.
    Age {
        OwnAccount = "own-account", "From this age a young person is offered an account of their own";
        PlanForAdulthood = "plan-for-18", "From this age the plan says what happens at 18";
        Prepare = "prepare-for-18", "From this age a young person is prepared for what changes at 18";
        Adult = "adult", "From this birthday a person is an adult";
    }
}

codes! {
    /// Who reads what a young person wrote.
    Readers {
        Team = "team", "Only my workers";
        Family = "family", "My workers and my parents or carers";
    }
}

/// At what age something changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeRule {
    /// What changes.
    pub what: Age,
    /// At how many whole years.
    pub years: i32,
    /// The first day on which the rule is used.
    pub from: Date,
    /// Where it comes from.
    pub source: String,
}

#[derive(Deserialize)]
struct Row {
    what: String,
    years: i32,
    from: Date,
    sure: String,
    source: String,
}

fn read(text: &str) -> Result<Vec<AgeRule>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let mut rules = Vec::new();
    for row in reader.deserialize::<Row>() {
        let row = row.map_err(|e| Error::internal("ages", e))?;
        if row.sure == "yes" {
            let what = Age::stored(&row.what)?;
            rules.push(AgeRule { what, years: row.years, from: row.from, source: row.source });
        }
    }
    Ok(rules)
}

/// The rule for an age on a day.
///
/// # Errors
/// `Internal` when the shipped data has none: a test reads it.
pub fn age_rule(what: Age, on: Date) -> Result<&'static AgeRule> {
    static RULES: LazyLock<Result<Vec<AgeRule>>> =
        LazyLock::new(|| read(include_str!("../../../../data/young-people/ages.csv")));
    let rules = RULES.as_deref().map_err(Clone::clone)?;
    rules
        .iter()
        .filter(|rule| rule.what == what && rule.from <= on)
        .max_by_key(|rule| rule.from)
        .ok_or_else(|| Error::Internal(format!("no age is known for '{}'", what.code())))
}

/// Whether somebody has reached an age on a day; nothing where their birth date is not known. Somebody born on 29 February
/// reaches it on 1 March of a year that has no such day.
///
/// # Errors
/// Those of [`age_rule`].
pub fn has_reached(what: Age, born: Option<Date>, on: Date) -> Result<Option<bool>> {
    let rule = age_rule(what, on)?;
    Ok(born.map(|born| age_on(born, on).is_some_and(|age| age >= rule.years)))
}

/// Whether the young person of a case may be invited to sign in. Before the age, or where the birth date is not known, a
/// worker decides and says why.
///
/// # Errors
/// `Invalid` on `reason`; refused by `young.adult` from the birthday on which they are an adult.
pub fn may_be_invited(born: Option<Date>, today: Date, reason: &str) -> Result<()> {
    if has_reached(Age::Adult, born, today)? == Some(true) {
        return Err(Error::refused(
            "young.adult",
            "They are an adult. Their record is their own now, and they are not invited as a young person.",
        ));
    }
    let rule = age_rule(Age::OwnAccount, today)?;
    match has_reached(Age::OwnAccount, born, today)? {
        Some(true) => Ok(()),
        _ if !blank(reason) => Ok(()),
        Some(false) => Err(Error::field(
            "reason",
            format!("They are under {}. Say why it is right for them to have an account already", rule.years),
        )),
        None => Err(Error::field(
            "reason",
            format!(
                "Their birth date is not known. Say how you know that they are {} or older, or why it is right for them",
                rule.years
            ),
        )),
    }
}

/// Something that a young person wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Its id.
    pub id: Id<access::members::YoungWords>,
    /// Who reads it.
    pub readers: Readers,
    /// What they wrote.
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// When a worker said that they had read it.
    pub seen: Option<Timestamp>,
    /// Who did.
    pub seen_by: Option<Id<Account>>,
    /// That a worker had to tell somebody.
    pub told: Option<Told>,
}

/// That a worker had to tell somebody what a young person had kept private.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// Which worker.
    pub by: Option<Id<Account>>,
    /// Whom they told.
    pub whom: String,
    /// Why they had to.
    pub why: String,
}

/// When a worker must tell somebody, in the words that stand beside the form. They promise no secret that cannot be kept.
pub const MUST_TELL: &str = "If we think that you or somebody else is in danger, we have to tell people who can help. We will talk with you first if we can, and you will see here whom we told and why.";

/// The longest text, in characters.
pub const LONGEST: usize = 4_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_age_has_a_rule_with_a_source() {
        for what in Age::ALL {
            let rule = age_rule(*what, day("2026-11-20")).unwrap();
            assert!(rule.years > 0 && !rule.source.is_empty(), "{what:?}");
        }
        assert_eq!(age_rule(Age::OwnAccount, day("2026-11-20")).unwrap().years, 13);
        assert!(age_rule(Age::OwnAccount, day("2018-05-24")).is_err(), "before the rule there was none");
    }

    #[test]
    fn an_age_is_reached_on_the_birthday_and_on_the_first_of_march_after_a_leap_day() {
        let reached = |born: &str, on: &str| has_reached(Age::Adult, Some(day(born)), day(on)).unwrap();
        assert_eq!(reached("2008-11-20", "2026-11-19"), Some(false));
        assert_eq!(reached("2008-11-20", "2026-11-20"), Some(true));
        assert_eq!(reached("2008-02-29", "2026-02-28"), Some(false));
        assert_eq!(reached("2008-02-29", "2026-03-01"), Some(true));
        assert_eq!(reached("2006-02-28", "2024-02-28"), Some(true));
        assert_eq!(has_reached(Age::Adult, None, day("2026-11-20")).unwrap(), None, "a person decides");
    }

    #[test]
    fn an_account_before_the_age_needs_a_reason_and_an_adult_is_not_invited_as_a_young_person() {
        let today = day("2026-11-20");
        let may = |born: Option<&str>, reason: &str| may_be_invited(born.map(day), today, reason);
        assert!(may(Some("2013-11-20"), "").is_ok(), "13 today");
        assert!(matches!(may(Some("2013-11-21"), ""), Err(Error::Invalid(_))), "13 tomorrow");
        assert!(matches!(may(Some("2013-11-21"), " - "), Err(Error::Invalid(_))), "a mark is no reason");
        assert!(may(Some("2013-11-21"), "She asks for it and understands it").is_ok());
        assert!(matches!(may(None, ""), Err(Error::Invalid(_))));
        assert!(may(None, "The school says she is in year 10").is_ok());
        assert_eq!(may(Some("2008-11-20"), "Asked for").unwrap_err().code(), "young.adult");
        assert!(may(Some("2008-11-21"), "").is_ok(), "an adult tomorrow");
    }

    proptest::proptest! {
        #![proptest_config(crate::words::tests::fixed())]
        /// Whoever may be invited without a reason is at least of the age, and not an adult.
        #[test]
        fn nobody_is_invited_without_a_reason_outside_the_years(years in 0_i16..30, month in 1_i8..=12, d in 1_i8..=28, on in 0_i32..3000) {
            let born = Date::new(2000 + years, month, d).unwrap();
            let today = day("2020-01-01").checked_add(jiff::Span::new().days(on)).unwrap();
            let age = age_on(born, today);
            let may = may_be_invited(Some(born), today, "").is_ok();
            proptest::prop_assert_eq!(may, age.is_some_and(|a| (13..18).contains(&a)));
        }
    }
}
