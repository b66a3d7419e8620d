//! How long children wait at each step, the national timeliness indicators, and alarms. Pure.

use std::sync::LazyLock;

use jiff::civil::Date;
use kernel::{Error, Result, days_between};

use crate::{
    children::model::{Step, Story},
    returns903::model::Year,
};

kernel::codes! {
    /// A point on the way.
    Point {
        Started = "started", "Entered care";
        Decided = "decided", "Decision";
        Ordered = "ordered", "Placement order";
        Matched = "matched", "Match";
        Placed = "placed", "Placed for adoption";
        Adopted = "adopted", "Adopted";
    }
}

impl Point {
    /// The day of this point in a story.
    pub fn of(self, story: &Story) -> Option<Date> {
        match self {
            Point::Started => story.started,
            Point::Decided => story.decided,
            Point::Ordered => story.ordered,
            Point::Matched => story.matched,
            Point::Placed => story.placed,
            Point::Adopted => story.adopted,
        }
    }
}

/// A stretch of the way, and the stage of the published national table that it is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// The stage's number in DfE's table "time between adoption stages".
    pub stage: Option<&'static str>,
}

/// The stretches that the pipeline tells, in order.
pub const STRETCHES: [Stretch; 8] = [
    Stretch { from: Point::Started, to: Point::Decided, stage: Some("1.") },
    Stretch { from: Point::Decided, to: Point::Ordered, stage: None },
    Stretch { from: Point::Ordered, to: Point::Matched, stage: None },
    Stretch { from: Point::Decided, to: Point::Matched, stage: Some("2.") },
    Stretch { from: Point::Matched, to: Point::Placed, stage: Some("3.") },
    Stretch { from: Point::Started, to: Point::Placed, stage: Some("4.") },
    Stretch { from: Point::Placed, to: Point::Adopted, stage: Some("5.") },
    Stretch { from: Point::Started, to: Point::Adopted, stage: Some("6.") },
];

/// Days of a stretch among the children who went it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// How many children.
    pub children: usize,
    /// The middle one; of an even number the mean of the two, rounded up.
    pub median: i32,
    /// The shortest.
    pub least: i32,
    /// The longest.
    pub most: i32,
    /// The mean, rounded to a day: what the national table gives.
    pub mean: i32,
}

impl Days {
    /// Of these days; none of nobody.
    pub fn of(mut days: Vec<i32>) -> Option<Days> {
        days.sort_unstable();
        let (least, most) = (*days.first()?, *days.last()?);
        let middle = days.len() / 2;
        let upper = *days.get(middle)?;
        let median = if days.len() % 2 == 1 {
            upper
        } else {
            (upper + days.get(middle - 1)?).div_euclid(2) + (upper + days.get(middle - 1)?).rem_euclid(2)
        };
        Some(Days { children: days.len(), median, least, most, mean: mean(&days)? })
    }
}

/// The mean of days, rounded to the nearest day, halves up.
fn mean(days: &[i32]) -> Option<i32> {
    let count = i64::try_from(days.len()).ok().filter(|count| *count > 0)?;
    let sum: i64 = days.iter().map(|d| i64::from(*d)).sum();
    i32::try_from((2 * sum + count).div_euclid(2 * count)).ok()
}

/// Days of each stretch among children who reached its end in one of `years`.
pub fn stretch<'a>(
    stories: impl IntoIterator<Item = &'a Story>,
    which: Stretch,
    years: &[Year],
) -> Option<Days> {
    let days = stories.into_iter().filter_map(|story| {
        let (from, to) = (which.from.of(story)?, which.to.of(story)?);
        // Two days in the wrong order are a fault of the return, and no time.
        (years.iter().any(|year| year.holds(to)) && from <= to).then(|| days_between(from, to))
    });
    Days::of(days.collect())
}

kernel::codes! {
    /// A timeliness indicator of the adoption scorecards (facts: law and timescales, scorecards).
    Indicator {
        A1 = "A1", "From entering care to moving in with the adoptive family";
        A2 = "A2", "From the placement order to the match";
        A10 = "A10", "From entering care to moving in; where foster carers adopted, to the day the child came to them";
    }
}

impl Indicator {
    /// The days of one adopted child, or none where the indicator leaves them out or a day is not known.
    ///
    /// A1: from the start of the period of care to the placement for adoption. A10: the same, but where foster
    /// carers adopted the clock stops on the day the fostering with them began. A2: from the placement or
    /// freeing order to the match, nought where the match came first; children without such an order and those
    /// not placed before the adoption are left out.
    pub fn days(self, story: &Story) -> Option<i32> {
        let adopted = story.adopted?;
        let placed = story.placed.filter(|placed| *placed <= adopted);
        let from_start = |to: Date| {
            let started = story.started?;
            (started <= to).then(|| days_between(started, to))
        };
        match self {
            Indicator::A1 => from_start(placed?),
            Indicator::A10 if story.by_carer => from_start(story.fostered_from?),
            Indicator::A10 => from_start(placed?),
            Indicator::A2 => {
                placed?;
                Some(days_between(story.ordered?, story.matched?).max(0))
            }
        }
    }

    /// Whether a child belongs to those the indicator is about, if every day were known.
    fn is_about(self, story: &Story) -> bool {
        let placed = story.placed.is_some();
        story.adopted.is_some() && (self != Indicator::A2 || (story.ordered.is_some() && placed))
    }
}

/// An indicator over three years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// Which.
    pub indicator: Indicator,
    /// The last of the three years.
    pub until: Year,
    /// The mean, rounded to a day; none where nobody was counted.
    pub days: Option<i32>,
    /// Children counted.
    pub children: usize,
    /// Children whom it is about but whose days the returns do not tell.
    pub unknown: usize,
}

/// An indicator over the three years that end with `until`: one mean of all children adopted in them.
pub fn measure<'a>(
    indicator: Indicator,
    until: Year,
    stories: impl IntoIterator<Item = &'a Story>,
) -> Measured {
    let first = until.before().before().first_day();
    let (mut days, mut unknown) = (Vec::new(), 0);
    for story in stories {
        if !story.adopted.is_some_and(|on| (first..=until.last_day()).contains(&on))
            || !indicator.is_about(story)
        {
            continue;
        }
        match indicator.days(story) {
            Some(count) => days.push(count),
            None => unknown += 1,
        }
    }
    Measured { indicator, until, days: mean(&days), children: days.len(), unknown }
}

/// How long a stretch is expected to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its code.
    pub code: String,
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// Days.
    pub days: i32,
    /// From when it holds.
    pub since: Date,
    /// Whether it is a national threshold, and not only an average.
    pub threshold: bool,
    /// Where it comes from.
    pub source: String,
}

/// Reads expected times.
///
/// # Errors
/// `Internal` with the line that is wrong.
pub fn parse_expected(text: &str) -> Result<Vec<Expected>> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let bad = |what: &str| Error::Internal(format!("expected times: {what}"));
    reader
        .records()
        .map(|record| {
            let record = record.map_err(|e| Error::internal("expected times", e))?;
            let cell = |at: usize| record.get(at).unwrap_or_default();
            Ok(Expected {
                code: cell(0).to_owned(),
                from: Point::from_code(cell(1)).ok_or_else(|| bad("no such point"))?,
                to: Point::from_code(cell(2)).ok_or_else(|| bad("no such point"))?,
                days: cell(3).parse().map_err(|_| bad("no number of days"))?,
                since: cell(4).parse().map_err(|_| bad("no date"))?,
                threshold: match cell(5) {
                    "threshold" => true,
                    "average" => false,
                    _ => return Err(bad("neither threshold nor average")),
                },
                source: cell(6).to_owned(),
            })
        })
        .collect()
}

/// The expected times that ship with Hearth.
///
/// # Errors
/// `Internal` when the shipped file is wrong, which a test holds.
pub fn shipped() -> Result<&'static [Expected]> {
    static SHIPPED: LazyLock<Result<Vec<Expected>>> =
        LazyLock::new(|| parse_expected(include_str!("../../../../data/expected_times.csv")));
    SHIPPED.as_deref().map_err(Clone::clone)
}

/// The expected times that hold on a day: of each code the latest.
pub fn holding(all: &[Expected], today: Date) -> Vec<&Expected> {
    let mut out: Vec<&Expected> = Vec::new();
    for expected in all.iter().filter(|e| e.since <= today) {
        match out.iter_mut().find(|e| e.code == expected.code) {
            Some(held) if held.since <= expected.since => *held = expected,
            Some(_) => {}
            None => out.push(expected),
        }
    }
    out
}

/// A child who waits longer than expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm<'a> {
    /// What was expected.
    pub expected: &'a Expected,
    /// Days waited until today.
    pub days: i32,
}

impl Alarm<'_> {
    /// Days beyond what was expected.
    pub fn over(&self) -> i32 {
        self.days - self.expected.days
    }

    /// Why it rings, in a sentence.
    pub fn reason(&self) -> String {
        format!(
            "{} days since {}, {} expected within {}",
            self.days,
            match self.expected.from {
                Point::Started => "entering care",
                Point::Decided => "the decision",
                Point::Ordered => "the placement order",
                Point::Matched => "the match",
                Point::Placed => "the placement",
                Point::Adopted => "the adoption",
            },
            match self.expected.to {
                Point::Started => "entering care",
                Point::Decided => "a decision",
                Point::Ordered => "a placement order",
                Point::Matched => "a match",
                Point::Placed => "a placement for adoption",
                Point::Adopted => "the adoption",
            },
            self.expected.days
        )
    }
}

/// The alarms of one child on a day, the longest overdue first. A child whose plan has ended rings none; one who
/// was placed has been matched, also where the return does not tell when.
pub fn alarms<'a>(story: &Story, step: Step, expected: &[&'a Expected], today: Date) -> Vec<Alarm<'a>> {
    if !step.is_open() {
        return Vec::new();
    }
    let reached = |point: Point| match point {
        Point::Matched => story.matched.is_some() || story.placed.is_some(),
        other => other.of(story).is_some(),
    };
    let mut alarms: Vec<Alarm<'a>> = expected
        .iter()
        .copied()
        .filter(|e| !reached(e.to))
        .filter_map(|e| {
            let days = days_between(e.from.of(story)?, today);
            (days > e.days).then_some(Alarm { expected: e, days })
        })
        .collect();
    alarms.sort_by_key(|alarm| (-alarm.over(), alarm.expected.code.clone()));
    alarms
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn adopted(days: [&str; 6]) -> Story {
        let [started, decided, ordered, matched, placed, adopted] = days.map(|t| t.parse().ok());
        Story { started, decided, ordered, matched, placed, adopted, ..Story::default() }
    }

    fn year(ending: i16) -> Year {
        Year::new(ending).unwrap()
    }

    const USUAL: [&str; 6] =
        ["2023-01-01", "2023-05-01", "2023-06-01", "2023-10-01", "2023-11-01", "2024-06-01"];

    #[test]
    fn a1_counts_from_care_to_the_placement_of_children_who_were_adopted() {
        let story = adopted(USUAL);
        assert_eq!(Indicator::A1.days(&story), Some(304));
        assert_eq!(Indicator::A1.days(&Story { adopted: None, ..story.clone() }), None);
        assert_eq!(Indicator::A1.days(&Story { started: None, ..story }), None);
    }

    #[test]
    fn a2_counts_from_the_order_to_the_match_and_never_below_nought() {
        let story = adopted(USUAL);
        assert_eq!(Indicator::A2.days(&story), Some(122));
        assert_eq!(Indicator::A2.days(&Story { matched: Some(d("2023-05-20")), ..story.clone() }), Some(0));
        assert_eq!(Indicator::A2.days(&Story { ordered: None, ..story.clone() }), None);
        assert_eq!(Indicator::A2.days(&Story { placed: None, ..story.clone() }), None);
        assert_eq!(
            Indicator::A2.days(&Story { placed: Some(d("2024-06-02")), ..story }),
            None,
            "placed after the order"
        );
    }

    #[test]
    fn a10_stops_where_fostering_by_the_adopters_began() {
        let story = Story { by_carer: true, fostered_from: Some(d("2023-02-01")), ..adopted(USUAL) };
        assert_eq!((Indicator::A10.days(&story), Indicator::A1.days(&story)), (Some(31), Some(304)));
        assert_eq!(Indicator::A10.days(&adopted(USUAL)), Some(304));
        assert_eq!(
            Indicator::A10.days(&Story { fostered_from: None, ..story }),
            None,
            "not known is not guessed"
        );
    }

    #[test]
    fn a_three_year_mean_is_of_all_children_of_the_three_years() {
        let of = |adopted_on: &str, placed: &str| Story {
            adopted: Some(d(adopted_on)),
            placed: Some(d(placed)),
            ..adopted(USUAL)
        };
        let stories = [
            of("2022-03-31", "2022-01-01"), // the year before the three
            of("2023-05-01", "2023-01-11"),
            of("2023-06-01", "2023-01-12"),
            of("2024-06-01", "2023-01-14"),
            of("2025-04-01", "2023-01-14"), // the year after
            Story { started: None, ..of("2024-06-01", "2023-01-14") },
        ];
        let measured = measure(Indicator::A1, year(2025), &stories);
        assert_eq!(
            (measured.days, measured.children, measured.unknown),
            (Some(11), 3, 1),
            "10, 11 and 13: 11.33"
        );
        assert_eq!(measure(Indicator::A1, year(2030), &stories).days, None);
    }

    #[test]
    fn days_have_a_middle_and_a_range() {
        let days = |of: &[i32]| Days::of(of.to_vec()).unwrap();
        assert_eq!(days(&[5, 1, 9]), Days { children: 3, median: 5, least: 1, most: 9, mean: 5 });
        assert_eq!(days(&[1, 2]).median, 2);
        assert_eq!(days(&[1, 2]).mean, 2, "halves are rounded up");
        assert_eq!(Days::of(vec![]), None);
        let stories = [adopted(USUAL), Story { placed: Some(d("2022-01-01")), ..adopted(USUAL) }];
        let found = stretch(
            &stories,
            Stretch { from: Point::Started, to: Point::Placed, stage: None },
            &[year(2022), year(2024)],
        );
        assert_eq!(found.map(|d| d.children), Some(1), "days in the wrong order are no time");
    }

    #[test]
    fn shipped_times_are_dated_and_the_latest_holds() {
        let all = shipped().unwrap();
        assert!(all.iter().all(|e| e.days > 0 && !e.source.is_empty()));
        let days = |on: &str, code: &str| holding(all, d(on)).iter().find(|e| e.code == code).map(|e| e.days);
        assert_eq!(days("2013-01-01", "A1"), Some(639));
        assert_eq!(days("2026-01-01", "A1"), Some(426));
        assert_eq!(days("2015-04-01", "A2"), Some(152));
        assert_eq!(days("2011-01-01", "A2"), None);
        assert!(
            parse_expected(
                "code,begins,ends,days,from,kind,source\nA1,started,moon,1,2012-04-01,threshold,x\n"
            )
            .is_err()
        );
    }

    #[test]
    fn an_alarm_rings_the_day_after_the_expected_time_and_says_why() {
        let all = shipped().unwrap();
        let held = holding(all, d("2026-11-20"));
        let story = Story {
            started: Some(d("2026-05-01")),
            decided: Some(d("2026-06-01")),
            ordered: Some(d("2026-07-01")),
            ..Story::default()
        };
        let rung = |story: &Story, on: &str| {
            alarms(story, story.step(), &held, d(on))
                .iter()
                .map(|a| a.expected.code.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(rung(&story, "2026-10-30"), Vec::<String>::new());
        assert_eq!(rung(&story, "2026-10-31"), ["A2"]);
        let alarm = &alarms(&story, Step::Ordered, &held, d("2026-10-31"))[0];
        assert_eq!(alarm.reason(), "122 days since the placement order, a match expected within 121");
        let placed = Story { placed: Some(d("2026-08-01")), ..story.clone() };
        assert_eq!(rung(&placed, "2026-10-31"), Vec::<String>::new(), "placed is matched");
        let reversed = Story { reversed: Some((d("2026-08-01"), None)), ..story };
        assert_eq!(rung(&reversed, "2028-10-31"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn a_median_lies_between_the_least_and_the_most(days in proptest::collection::vec(0_i32..4_000, 1..40)) {
            let found = Days::of(days.clone()).unwrap();
            prop_assert!(found.least <= found.median && found.median <= found.most);
            prop_assert!(found.least <= found.mean && found.mean <= found.most);
            let mut turned = days;
            turned.reverse();
            prop_assert_eq!(Days::of(turned), Some(found));
        }
    }
}
