//! On which day a stage falls. Where only a year of birth is known, it falls between two days.
//!
//! In England a child starts school in the September after its fourth birthday, and moves to secondary school seven
//! years later, in the school year in which it becomes 12. A school year runs from 1 September to 31 August. Somebody
//! born on 29 February becomes a year older on 1 March where there is no such day.

use jiff::ToSpan;
use kernel::{Date, anniversary};

use super::{LifeEventKind, Rule};

/// What is known of a child's birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    /// The day.
    On(Date),
    /// The year alone.
    In(i16),
    /// Nothing.
    Unknown,
}

impl Birth {
    /// From what a record holds: a day, or else a year.
    pub fn known(day: Option<Date>, year: Option<i64>) -> Self {
        match (day, year.and_then(|y| i16::try_from(y).ok())) {
            (Some(day), _) => Birth::On(day),
            // A calendar reaches so far; what lies outside is a slip of the pen.
            (None, Some(year @ 1900..=2200)) => Birth::In(year),
            (None, _) => Birth::Unknown,
        }
    }

    /// The first and the last day on which the child may have been born.
    fn bounds(self) -> Option<(Date, Date)> {
        match self {
            Birth::On(day) => Some((day, day)),
            Birth::In(year) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
            Birth::Unknown => None,
        }
    }
}

/// What the stages of a life are worked out from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// The child's birth.
    pub birth: Birth,
    /// The date of the order.
    pub ordered: Option<Date>,
    /// When the support of the family began.
    pub began: Date,
    /// What was noted of the family's life.
    pub events: Vec<(LifeEventKind, Date)>,
}

/// When a stage falls: on one day, or between two where the record does not say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Falls {
    /// The day, or the first one that it may be.
    pub on: Date,
    /// The day, or the last one that it may be.
    pub by: Date,
}

impl Falls {
    fn on(day: Date) -> Self {
        Falls { on: day, by: day }
    }

    /// Whether it is one day.
    pub fn is_known(self) -> bool {
        self.on == self.by
    }
}

impl Rule {
    /// When a stage falls in a life; `None` where nothing is known that it could be worked out from.
    pub fn falls(self, life: &Life) -> Option<Falls> {
        let from_birth = |rule: &dyn Fn(Date) -> Option<Date>| {
            let (first, last) = life.birth.bounds()?;
            Some(Falls { on: rule(first)?, by: rule(last)? })
        };
        match self {
            // The record holds no day on which a child moved in. Before the order, support begins about then.
            Rule::Placement => {
                life.ordered.is_none_or(|day| day > life.began).then_some(Falls::on(life.began))
            }
            Rule::AfterOrder(months) => life.ordered.and_then(|day| after(day, months)).map(Falls::on),
            Rule::SchoolStart => from_birth(&school_start),
            Rule::SecondaryTransfer => from_birth(&secondary_transfer),
            Rule::Age(years) => from_birth(&|born| anniversary(born, years)),
            Rule::Event(kind) => {
                let newest = life.events.iter().filter(|(k, _)| *k == kind).map(|(_, day)| *day).max();
                newest.map(Falls::on)
            }
        }
    }
}

/// The day of so many months later, or the last of its month.
fn after(day: Date, months: i64) -> Option<Date> {
    day.checked_add(months.months()).ok()
}

/// The first of September on which a child starts school: the one after its fourth birthday. Who is four on a first of
/// September starts the year after.
pub fn school_start(born: Date) -> Option<Date> {
    let four = anniversary(born, 4)?;
    let year = if four.month() < 9 { four.year() } else { four.year().checked_add(1)? };
    Date::new(year, 9, 1).ok()
}

/// The first of September on which a child begins year 7: in that school year it becomes 12.
pub fn secondary_transfer(born: Date) -> Option<Date> {
    let start = school_start(born)?;
    Date::new(start.year().checked_add(7)?, 9, 1).ok()
}

#[cfg(test)]
mod tests {
    use kernel::age_on;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{day, fixed};

    fn life(birth: Birth) -> Life {
        Life { birth, ordered: None, began: day("2020-03-02"), events: Vec::new() }
    }

    fn falls(rule: Rule, birth: Birth) -> Option<(String, String)> {
        rule.falls(&life(birth)).map(|f| (f.on.to_string(), f.by.to_string()))
    }

    fn one(text: &str) -> Option<(String, String)> {
        Some((text.into(), text.into()))
    }

    #[test]
    fn school_years_begin_in_september() {
        for (born, starts, moves) in [
            ("2021-09-01", "2026-09-01", "2033-09-01"),
            ("2022-08-31", "2026-09-01", "2033-09-01"),
            ("2022-09-01", "2027-09-01", "2034-09-01"),
            ("2015-03-27", "2019-09-01", "2026-09-01"),
            // Four on 29 February 2024.
            ("2020-02-29", "2024-09-01", "2031-09-01"),
        ] {
            assert_eq!(falls(Rule::SchoolStart, Birth::On(day(born))), one(starts), "{born}");
            assert_eq!(falls(Rule::SecondaryTransfer, Birth::On(day(born))), one(moves), "{born}");
        }
    }

    #[test]
    fn the_29th_of_february_has_its_birthday_on_the_first_of_march() {
        let leap = Birth::On(day("2008-02-29"));
        assert_eq!(falls(Rule::Age(13), leap), one("2021-03-01"));
        assert_eq!(falls(Rule::Age(16), leap), one("2024-02-29"));
        assert_eq!(falls(Rule::Age(18), leap), one("2026-03-01"));
    }

    #[test]
    fn a_year_alone_gives_two_days_and_nothing_gives_none() {
        let span = |on: &str, by: &str| Some((on.to_owned(), by.to_owned()));
        assert_eq!(falls(Rule::Age(13), Birth::In(2014)), span("2027-01-01", "2027-12-31"));
        assert_eq!(falls(Rule::SchoolStart, Birth::In(2022)), span("2026-09-01", "2027-09-01"));
        for rule in [Rule::Age(18), Rule::SchoolStart, Rule::SecondaryTransfer] {
            assert_eq!(falls(rule, Birth::Unknown), None);
        }
        assert_eq!(Birth::known(None, Some(2014)), Birth::In(2014));
        assert_eq!(Birth::known(None, Some(90_000)), Birth::Unknown);
        assert_eq!(Birth::known(Some(day("2014-05-06")), Some(2013)), Birth::On(day("2014-05-06")));
    }

    #[test]
    fn the_order_and_events_and_the_beginning_before_an_order() {
        let mut l = life(Birth::Unknown);
        assert_eq!(Rule::Placement.falls(&l).unwrap().on, day("2020-03-02"), "no order yet");
        assert_eq!(Rule::AfterOrder(12).falls(&l), None);
        assert_eq!(Rule::Event(LifeEventKind::Reunion).falls(&l), None);
        l.ordered = Some(day("2020-08-31"));
        assert_eq!(Rule::AfterOrder(6).falls(&l).unwrap().on, day("2021-02-28"));
        assert!(Rule::Placement.falls(&l).is_some(), "the order came after the beginning");
        l.ordered = Some(day("2018-01-01"));
        assert_eq!(Rule::Placement.falls(&l), None, "the child had long moved in");
        l.events = vec![
            (LifeEventKind::Reunion, day("2024-01-05")),
            (LifeEventKind::Reunion, day("2026-01-05")),
            (LifeEventKind::Move, day("2027-01-05")),
        ];
        assert_eq!(
            Rule::Event(LifeEventKind::Reunion).falls(&l).unwrap().on,
            day("2026-01-05"),
            "the newest"
        );
    }

    #[test]
    fn the_edges_of_the_calendar_are_no_stage() {
        assert_eq!(school_start(Date::MAX), None);
        assert_eq!(anniversary(Date::MAX, 18), None);
    }

    proptest! {
        #![proptest_config(fixed())]

        /// Every child is four when it starts school and eleven when it moves, turns five in its first school year and
        /// twelve in its first year of secondary school.
        #[test]
        fn school_follows_age(year in 1990_i16..2060, of_year in 0_i32..366) {
            let born = Date::new(year, 1, 1).unwrap().checked_add(of_year.days()).unwrap();
            let (start, moves) = (school_start(born).unwrap(), secondary_transfer(born).unwrap());
            prop_assert_eq!(age_on(born, start), Some(if (born.month(), born.day()) == (9, 1) { 5 } else { 4 }));
            let last = |first: Date| Date::new(first.year() + 1, 8, 31).unwrap();
            prop_assert_eq!(age_on(born, last(start)), Some(5));
            prop_assert_eq!(age_on(born, last(moves)), Some(12));
            prop_assert_eq!(moves.year() - start.year(), 7);
        }

        /// A birthday is the first day on which somebody has the age, and a stage of a year alone holds the stage of
        /// every day of that year.
        #[test]
        fn birthdays_are_the_first_day_of_an_age(year in 1990_i16..2060, of_year in 0_i32..365, age in 1_i16..30) {
            let born = Date::new(year, 1, 1).unwrap().checked_add(of_year.days()).unwrap();
            let day = anniversary(born, age).unwrap();
            prop_assert_eq!(age_on(born, day), Some(i32::from(age)));
            prop_assert_eq!(age_on(born, day.yesterday().unwrap()), Some(i32::from(age) - 1));
            for rule in [Rule::Age(age), Rule::SchoolStart, Rule::SecondaryTransfer] {
                let whole = rule.falls(&life(Birth::In(year))).unwrap();
                let exact = rule.falls(&life(Birth::On(born))).unwrap();
                prop_assert!(exact.is_known() && whole.on <= exact.on && exact.by <= whole.by);
            }
        }
    }
}
