//! When a plan is first reviewed, by level (`data/framework/reviews.csv`), unless the
//! family and the coordinator choose another day.

use std::sync::LazyLock;

use kernel::{Calendar, Date, Error, Level, Result, Term};
use serde::Deserialize;

/// The longest time between reviews, in days: a year, counted so that the same date next
/// year always passes. SI 2005/691 regulation 19, as reported.
pub const LONGEST_DAYS: i32 = 366;

/// How soon plans at a level are reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRule {
    /// The level.
    pub level: Level,
    /// The first day on which the rule is used.
    pub from: Date,
    /// How long after the plan starts.
    pub term: Term,
    /// Where the rule comes from.
    pub source: String,
}

#[derive(Deserialize)]
struct Row {
    level: Level,
    from: Date,
    term: String,
    source: String,
}

fn read(text: &str) -> Result<Vec<ReviewRule>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let rules = reader.deserialize::<Row>().map(|row| {
        let Row { level, from, term, source } = row.map_err(|e| Error::internal("review times", e))?;
        Ok(ReviewRule { level, from, term: Term::parse(&term)?, source })
    });
    rules.collect()
}

fn all() -> Result<&'static [ReviewRule]> {
    static RULES: LazyLock<Result<Vec<ReviewRule>>> =
        LazyLock::new(|| read(include_str!("../../../../../data/framework/reviews.csv")));
    RULES.as_deref().map_err(Clone::clone)
}

/// The rule for a plan at this level that starts on this day.
///
/// # Errors
/// `Refused` by rule `plan.review` when no rule is that old; `Internal` when the shipped
/// data is broken.
pub fn review_rule(level: Level, start: Date) -> Result<&'static ReviewRule> {
    let in_force =
        all()?.iter().filter(|rule| rule.level == level && rule.from <= start).max_by_key(|rule| rule.from);
    in_force.ok_or_else(|| {
        Error::refused("plan.review", "No review time is known for a plan that starts so early.")
    })
}

/// The day by which a plan at this level that starts on `start` is first reviewed.
///
/// # Errors
/// As [`review_rule`].
pub fn review_due(level: Level, start: Date, calendar: &Calendar) -> Result<Date> {
    Ok(match review_rule(level, start)?.term {
        Term::Days(days) => calendar.add_days(start, i32::try_from(days).unwrap_or(LONGEST_DAYS)),
        Term::WorkingDays(days) => calendar.add_working_days(start, days),
        Term::Months(_) => {
            kernel::local_date(review_rule(level, start)?.term.due(calendar.end_of(start), calendar))
        }
        Term::Hours(hours) => {
            calendar.add_days(start, i32::try_from(hours.div_ceil(24)).unwrap_or(LONGEST_DAYS))
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_level_has_a_rule_with_its_source() {
        for level in Level::ALL {
            let rule = review_rule(*level, Date::constant(2026, 11, 21)).unwrap();
            assert!(!rule.source.is_empty());
        }
        let early = review_rule(Level::Targeted, Date::constant(1999, 1, 1)).unwrap_err();
        assert_eq!(early.code(), "plan.review");
        assert!(read("level,from,term,source\ntargeted,2020-01-01,soon,x\n").is_err());
    }

    #[test]
    fn more_support_is_reviewed_sooner() {
        let due = |level| review_due(level, Date::constant(2026, 11, 21), Calendar::england()).unwrap();
        assert_eq!(due(Level::Intensive), Date::constant(2027, 1, 2));
        assert_eq!(due(Level::Targeted), Date::constant(2027, 2, 20));
        assert_eq!(due(Level::Universal), Date::constant(2027, 5, 22));
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn the_default_is_always_allowed(days in 0_i32..20_000, level in prop::sample::select(Level::ALL)) {
            let start = Calendar::england().add_days(Date::constant(2005, 12, 30), days);
            let due = review_due(level, start, Calendar::england()).unwrap();
            let ahead = kernel::days_between(start, due);
            prop_assert!(ahead > 0 && ahead <= LONGEST_DAYS);
        }
    }
}
