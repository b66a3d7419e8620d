//! How often somebody checks in with a family after the order, and when next. Pure; the months are data.

use std::sync::LazyLock;

use jiff::ToSpan;
use kernel::{Date, Error, Result, codes};
use serde::Deserialize;

codes! {
    /// How often somebody checks in. The family chooses.
    Often {
        Usual = "usual", "As usual: more often in the first year, then once a year";
        Quarterly = "quarterly", "Every three months";
        HalfYearly = "half-yearly", "Every six months";
        Yearly = "yearly", "Once a year";
        Never = "never", "Not at all. We call if we want something";
    }
}

codes! {
    /// How somebody checked in.
    Contact {
        Call = "call", "A call";
        Visit = "visit", "A visit";
        Video = "video", "A video call";
        Message = "message", "A message";
    }
}

/// A month of the usual schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// So many months after the order.
    pub months: i64,
    /// The first day on which it holds.
    pub from: Date,
    /// The last, if it has ended.
    pub to: Option<Date>,
}

#[derive(Deserialize)]
struct Line {
    months: i64,
    from: Date,
    to: Option<Date>,
}

/// The usual schedule, as `data/checking_in.csv` gives it.
///
/// # Errors
/// An operator's when the data of this build cannot be read.
pub fn usual() -> Result<&'static [Point]> {
    static POINTS: LazyLock<Result<Vec<Point>>> =
        LazyLock::new(|| read(include_str!("../../../../data/checking_in.csv")));
    POINTS.as_ref().map(Vec::as_slice).map_err(Clone::clone)
}

fn read(text: &str) -> Result<Vec<Point>> {
    let lines = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes()).into_deserialize();
    lines
        .map(|line: csv::Result<Line>| {
            let Line { months, from, to } =
                line.map_err(|e| Error::Internal(format!("data/checking_in.csv: {e}")))?;
            Ok(Point { months, from, to })
        })
        .collect()
}

/// What the next check-in is worked out from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The date of the order.
    pub ordered: Option<Date>,
    /// When the support began, or the way was chosen: nothing is owed from before.
    pub since: Date,
    /// When somebody last checked in.
    pub last: Option<Date>,
}

/// On which day somebody checks in next: `None` for a family that wishes none, and, by the usual schedule, before there is
/// an order. A day that is over stays until somebody checks in.
pub fn next(often: Often, facts: Facts, points: &[Point], today: Date) -> Option<Date> {
    let every = |months: i64| plus(facts.last.unwrap_or(facts.since), months);
    match often {
        Often::Never => None,
        Often::Quarterly => every(3),
        Often::HalfYearly => every(6),
        Often::Yearly => every(12),
        Often::Usual => {
            let ordered = facts.ordered?;
            let begins = facts.since.max(ordered);
            let owed = |day: &Date| facts.last.map_or(*day >= begins, |last| *day > last.max(begins));
            let holds = |p: &&Point| p.from <= today && p.to.is_none_or(|to| today <= to);
            let first_years = points.iter().filter(holds).filter_map(|p| plus(ordered, p.months));
            let last_point = points.iter().filter(holds).map(|p| p.months).max().unwrap_or(0);
            let later = (1..=100_i64).filter_map(|year| plus(ordered, last_point + 12 * year));
            first_years.chain(later).filter(owed).min()
        }
    }
}

fn plus(day: Date, months: i64) -> Option<Date> {
    day.checked_add(months.months()).ok()
}

/// Whether somebody may get in touch with a family of their own accord: while its case is open, unless it said never; once it
/// is closed, only if it said how often.
pub fn may_reach(open: bool, said: Option<Often>) -> bool {
    match said {
        Some(Often::Never) => false,
        Some(_) => true,
        None => open,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{day, fixed};

    fn facts(ordered: Option<&str>, since: &str, last: Option<&str>) -> Facts {
        Facts { ordered: ordered.map(day), since: day(since), last: last.map(day) }
    }

    fn usual_next(f: Facts) -> Option<String> {
        next(Often::Usual, f, usual().unwrap(), day("2026-11-20")).map(|d| d.to_string())
    }

    #[test]
    fn after_the_order_more_often_and_then_once_a_year() {
        let of = |last| usual_next(facts(Some("2026-10-31"), "2026-09-01", last));
        assert_eq!(of(None).unwrap(), "2026-11-30", "a month later, on its last day");
        assert_eq!(of(Some("2026-11-30")).unwrap(), "2027-01-31");
        assert_eq!(of(Some("2027-02-03")).unwrap(), "2027-04-30");
        assert_eq!(of(Some("2027-04-30")).unwrap(), "2027-10-31");
        assert_eq!(of(Some("2027-10-31")).unwrap(), "2028-10-31");
        assert_eq!(of(Some("2040-01-01")).unwrap(), "2040-10-31");
    }

    #[test]
    fn nothing_is_owed_from_before_the_support_began_and_nothing_before_an_order() {
        assert_eq!(usual_next(facts(Some("2019-05-04"), "2026-11-01", None)).unwrap(), "2027-05-04");
        assert_eq!(usual_next(facts(None, "2026-11-01", None)), None);
        assert_eq!(usual_next(facts(Some("2024-02-29"), "2026-11-01", None)).unwrap(), "2027-02-28");
    }

    #[test]
    fn the_family_chooses_how_often_or_never() {
        let f = facts(None, "2026-11-20", None);
        let on = |often| next(often, f, &[], day("2026-11-20")).map(|d| d.to_string());
        assert_eq!(on(Often::Quarterly).unwrap(), "2027-02-20");
        assert_eq!(on(Often::HalfYearly).unwrap(), "2027-05-20");
        assert_eq!(on(Often::Yearly).unwrap(), "2027-11-20");
        assert_eq!(on(Often::Never), None);
        let after = facts(None, "2026-11-20", Some("2026-12-24"));
        assert_eq!(next(Often::Quarterly, after, &[], day("2027-01-01")), Some(day("2027-03-24")));
    }

    #[test]
    fn who_said_never_is_left_in_peace_and_who_left_is_asked_only_if_it_wished_so() {
        assert!(may_reach(true, None) && !may_reach(false, None));
        for often in Often::ALL {
            let wished = *often != Often::Never;
            assert_eq!((may_reach(true, Some(*often)), may_reach(false, Some(*often))), (wished, wished));
        }
    }

    proptest! {
        #![proptest_config(fixed())]

        /// The next day is always after the last time, and never before the support began.
        #[test]
        fn the_next_time_is_after_the_last(order in 0_i32..8000, since in 0_i32..8000, gap in 0_i32..4000, often in 0_usize..4) {
            let base = day("2005-02-28");
            let at = |days: i32| base.checked_add(days.days()).unwrap();
            let last = at(since + gap);
            let f = Facts { ordered: Some(at(order)), since: at(since), last: Some(last) };
            let found = next(Often::ALL[often], f, usual().unwrap(), day("2026-11-20")).unwrap();
            prop_assert!(found > last && found >= f.since);
            let fresh = Facts { last: None, ..f };
            let first = next(Often::ALL[often], fresh, usual().unwrap(), day("2026-11-20")).unwrap();
            prop_assert!(first >= f.since);
        }
    }
}
