//! The simulation: pure, with a seed.
//!
//! One step is one working day. Enquiries that become cases come by chance (Poisson) and wait. Open cases close by
//! chance. Staff give each open case its hours first; what is left over starts cases from the front of the list, each
//! of which takes the hours of its call, appointment, assessment and plan. How many hours there are differs from week
//! to week, since people are ill. A list is cleared when nobody on it waits over four weeks any more: when no more
//! wait than came in the last four.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};

use crate::random::{Draws, quantile};

/// Working days in a week.
const DAYS: f64 = 5.0;
/// Weeks in a year.
const WEEKS: f64 = 52.0;
/// A list is cleared when nobody waits longer than so many weeks: the assessment is due within them.
const CLEARED_WEEKS: f64 = 4.0;
/// More staff that are tried: none to five more.
pub const MORE: usize = 5;
/// A number of staff is said to clear the list when it does in so many of a hundred runs.
const SURE: f64 = 0.8;

/// What goes in. Every field has the exemplar agency's value where it is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Inputs {
    /// Cases open now.
    pub open: u32,
    /// Families waiting to be allocated now.
    pub waiting: u32,
    /// Enquiries a week that become cases.
    pub enquiries: f64,
    /// All staff, in full-time posts.
    pub staff: f64,
    /// How many of a hundred of these hold cases.
    pub holding: f64,
    /// Paid hours a week of a full-time post.
    pub hours: f64,
    /// Weeks at work in a year, after leave and training.
    pub weeks: f64,
    /// How many of a hundred hours at work go to families.
    pub direct: f64,
    /// Hours to start a case: call, appointment, assessment, plan.
    pub start_hours: f64,
    /// Hours a week that an open case takes.
    pub case_hours: f64,
    /// Months that a case stays open.
    pub months_open: f64,
    /// Of a hundred, how far a week's hours stray from the mean (one week in three strays more).
    pub illness: f64,
    /// What a full-time post costs a year, in pounds.
    pub post_pounds: u32,
}

impl Default for Inputs {
    /// The exemplar agency of 2019/20: 450 open cases, 200 waiting and 18.57 full-time posts are the source's. Of the posts
    /// 11.06 hold cases (social workers 5.65, therapeutic ones 2, senior practitioners 1.81, advisors 1.6), and a social
    /// worker's costs 258,255 / 5.65 pounds. The source gives no hours: they are Hearth's, chosen so that the list of the
    /// present staff neither grows nor shrinks, which is how the agency describes itself.
    fn default() -> Self {
        Inputs {
            open: 450,
            waiting: 200,
            enquiries: 5.6,
            staff: 18.57,
            holding: 59.6,
            hours: 37.0,
            weeks: 44.0,
            direct: 65.0,
            start_hours: 16.0,
            case_hours: 0.3,
            months_open: 18.5,
            illness: 6.0,
            post_pounds: 45_709,
        }
    }
}

/// How to run it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// How many runs.
    pub runs: usize,
    /// How many years each.
    pub years: usize,
    /// The same seed gives the same result.
    pub seed: u64,
}

impl Default for Run {
    fn default() -> Self {
        Run { runs: 1_000, years: 5, seed: 1 }
    }
}

/// What a field may hold: its name, least, most, and what it is, for a message.
pub const BOUNDS: &[(&str, f64, f64, &str)] = &[
    ("open", 0.0, 20_000.0, "cases open now"),
    ("waiting", 0.0, 20_000.0, "families waiting now"),
    ("enquiries", 0.0, 1_000.0, "enquiries a week that become cases"),
    ("staff", 0.1, 2_000.0, "full-time posts"),
    ("holding", 1.0, 100.0, "the share of staff who hold cases, of a hundred"),
    ("hours", 1.0, 60.0, "hours a week of a full-time post"),
    ("weeks", 1.0, 52.0, "weeks at work in a year"),
    ("direct", 1.0, 100.0, "the share of hours that go to families, of a hundred"),
    ("start-hours", 0.5, 200.0, "hours to start a case"),
    ("case-hours", 0.0, 40.0, "hours a week that an open case takes"),
    ("months-open", 0.5, 120.0, "months that a case stays open"),
    ("illness", 0.0, 50.0, "how far a week's hours stray, of a hundred"),
    ("post-pounds", 0.0, 1_000_000.0, "what a post costs a year"),
];

impl Inputs {
    /// Each field by its name, in the order of [`BOUNDS`].
    pub fn values(&self) -> [f64; 13] {
        [
            f64::from(self.open),
            f64::from(self.waiting),
            self.enquiries,
            self.staff,
            self.holding,
            self.hours,
            self.weeks,
            self.direct,
            self.start_hours,
            self.case_hours,
            self.months_open,
            self.illness,
            f64::from(self.post_pounds),
        ]
    }

    /// Checks every field.
    ///
    /// # Errors
    /// `Invalid` on each field that is out of its bounds.
    pub fn check(&self) -> Result<()> {
        let mut wrong = Vec::new();
        for ((name, least, most, what), value) in BOUNDS.iter().zip(self.values()) {
            if !(*least..=*most).contains(&value) {
                wrong.push(kernel::FieldError {
                    field: (*name).to_owned(),
                    message: format!("Enter {what}: from {least} to {most}"),
                });
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(kernel::Invalid(wrong))) }
    }

    /// Hours for families in a week, with so many more posts.
    pub fn week_hours(&self, more: f64) -> f64 {
        let holding = self.staff * self.holding / 100.0 + more;
        holding * self.hours * (self.weeks / WEEKS) * self.direct / 100.0
    }

    /// How many open cases the present staff could hold for good, with as many started as close.
    pub fn holds(&self, more: f64) -> f64 {
        let starts = self.start_hours / (self.months_open * WEEKS / 12.0);
        self.week_hours(more) / (self.case_hours + starts).max(1e-9)
    }

    /// What is assumed, in sentences.
    pub fn sentences(&self) -> Vec<String> {
        vec![
            format!(
                "{:.2} posts, of which {:.1}% hold cases, give {:.0} hours a week to families ({:.0} paid hours, {:.0} weeks at work, {:.0}% of them with or for families).",
                self.staff,
                self.holding,
                self.week_hours(0.0),
                self.hours,
                self.weeks,
                self.direct
            ),
            format!(
                "A case takes {:.1} hours to start and {:.2} hours a week while it is open, {:.1} months on average. Open cases come first; what is left starts waiting ones, the longest waiting first.",
                self.start_hours, self.case_hours, self.months_open
            ),
            format!(
                "{:.1} enquiries a week become cases, by chance; nobody on the list gives up.",
                self.enquiries
            ),
            format!(
                "Hours stray by {:.0}% from week to week. New staff are in post and settled from the first day, so it takes longer than this.",
                self.illness
            ),
            format!("The list counts as cleared when nobody waits over {CLEARED_WEEKS:.0} weeks."),
        ]
    }
}

/// The list at the end of a year: a range over the runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Waiting {
    /// One run in ten has fewer.
    pub low: f64,
    /// Half have fewer.
    pub middle: f64,
    /// One run in ten has more.
    pub high: f64,
}

/// What comes of a number of staff.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// How many more posts than now.
    pub more: usize,
    /// What they cost a year, in pounds.
    pub pounds: u64,
    /// The share of runs in which the list was cleared within 6, 12, 24 months and the whole time.
    pub cleared: [f64; 4],
    /// Months until it was cleared: one run in ten sooner, half sooner, one in ten later; none where so many runs never did.
    pub months: [Option<f64>; 3],
    /// The list at the end of each year.
    pub waiting: Vec<Waiting>,
    /// Cases open at the end, in the middle run.
    pub open: f64,
    /// The share of days on which open cases alone took more hours than there were.
    pub overrun: f64,
}

/// The months by which [`Outcome::cleared`] asks, before the whole time.
pub const BY_MONTHS: [f64; 3] = [6.0, 12.0, 24.0];

/// The whole result.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// What went in.
    pub inputs: Inputs,
    /// How it was run.
    pub run: Run,
    /// The present staff first, then one more, and so on.
    pub outcomes: Vec<Outcome>,
}

impl Simulated {
    /// The fewest more staff that clear the list within a year in eight of ten runs.
    pub fn enough_within_a_year(&self) -> Option<usize> {
        self.outcomes.iter().find(|outcome| outcome.cleared[1] >= SURE).map(|outcome| outcome.more)
    }

    /// What it comes to, in sentences.
    pub fn verdict(&self) -> String {
        let now = self.outcomes.first();
        let stays = now.and_then(|outcome| outcome.waiting.last()).map_or(0.0, |waiting| waiting.middle);
        let first =
            format!("With the present staff about {stays:.0} families wait after {} years.", self.run.years);
        let within = |more: usize, at: usize| self.outcomes.get(more).is_some_and(|o| o.cleared[at] >= SURE);
        let two_years = (0..self.outcomes.len()).find(|more| within(*more, 2));
        match (self.enough_within_a_year(), two_years) {
            (Some(0), _) => {
                format!("{first} The present staff clear the list within a year in eight of ten runs.")
            }
            (Some(year), Some(two)) if two < year => format!(
                "{first} {year} more clear the list within a year, and {two} more within two, in eight of ten runs."
            ),
            (Some(year), _) => {
                format!("{first} {year} more clear the list within a year in eight of ten runs.")
            }
            (None, Some(two)) => {
                format!(
                    "{first} {two} more clear the list within two years in eight of ten runs; {MORE} more do not within one."
                )
            }
            (None, None) => format!(
                "{first} Even {MORE} more do not clear the list within two years in eight of ten runs."
            ),
        }
    }
}

/// Runs the simulation.
///
/// # Errors
/// `Invalid` on fields out of bounds.
pub fn simulate(inputs: &Inputs, run: Run) -> Result<Simulated> {
    inputs.check()?;
    let outcomes = (0..=MORE).map(|more| outcome(inputs, run, more)).collect();
    Ok(Simulated { inputs: inputs.clone(), run, outcomes })
}

/// One run: when the list was cleared (in months), the list at the end of each year, open cases at the end, days overrun.
struct One {
    cleared: Option<f64>,
    waiting: Vec<f64>,
    open: f64,
    overrun: usize,
}

fn outcome(inputs: &Inputs, run: Run, more: usize) -> Outcome {
    // The same stream for every number of staff: what differs is the staff, not the luck.
    let mut draws = Draws::new(run.seed, "capacity");
    let all: Vec<One> = (0..run.runs).map(|_| one(inputs, run, more as f64, &mut draws)).collect();
    let runs = all.len().max(1) as f64;
    let within = |months: f64| {
        all.iter().filter(|one| one.cleared.is_some_and(|at| at <= months)).count() as f64 / runs
    };
    let whole = run.years as f64 * 12.0;
    let cleared = [within(BY_MONTHS[0]), within(BY_MONTHS[1]), within(BY_MONTHS[2]), within(whole)];
    let mut months: Vec<f64> = all.iter().map(|one| one.cleared.unwrap_or(f64::INFINITY)).collect();
    let at = |share: f64, months: &mut Vec<f64>| Some(quantile(months, share)).filter(|at| at.is_finite());
    let waiting = (0..run.years)
        .map(|year| {
            let mut ends: Vec<f64> = all.iter().filter_map(|one| one.waiting.get(year).copied()).collect();
            Waiting {
                low: quantile(&mut ends, 0.1),
                middle: quantile(&mut ends, 0.5),
                high: quantile(&mut ends, 0.9),
            }
        })
        .collect();
    let mut open: Vec<f64> = all.iter().map(|one| one.open).collect();
    let days = (run.years as f64 * WEEKS * DAYS * runs).max(1.0);
    Outcome {
        more,
        pounds: u64::from(inputs.post_pounds) * more as u64,
        cleared,
        months: [at(0.1, &mut months), at(0.5, &mut months), at(0.9, &mut months)],
        waiting,
        open: quantile(&mut open, 0.5),
        overrun: all.iter().map(|one| one.overrun as f64).sum::<f64>() / days,
    }
}

fn one(inputs: &Inputs, run: Run, more: f64, draws: &mut Draws) -> One {
    let week_hours = inputs.week_hours(more);
    let arrivals = inputs.enquiries / DAYS;
    let closing = 12.0 / (inputs.months_open * WEEKS * DAYS);
    let clear_at = inputs.enquiries * CLEARED_WEEKS;
    let (mut open, mut waiting) = (f64::from(inputs.open), f64::from(inputs.waiting));
    let (mut saved, mut today, mut overrun) = (0.0, week_hours / DAYS, 0);
    let mut cleared = (waiting <= clear_at).then_some(0.0);
    let mut ends = Vec::with_capacity(run.years);
    let week = DAYS as usize;
    for year in 0..run.years {
        for day in 0..(WEEKS as usize * week) {
            if day % week == 0 {
                let strays = 1.0 + inputs.illness / 100.0 * draws.normal();
                today = (week_hours * strays).max(0.0) / DAYS;
            }
            waiting += f64::from(draws.count(arrivals));
            open = (open - f64::from(draws.count(open * closing))).max(0.0);
            let left = today - open * inputs.case_hours / DAYS;
            if left < 0.0 {
                overrun += 1;
            } else {
                saved += left;
            }
            // Hours for a start that nobody waits for cannot be kept for later.
            while saved >= inputs.start_hours && waiting >= 1.0 {
                saved -= inputs.start_hours;
                waiting -= 1.0;
                open += 1.0;
            }
            saved = f64::min(saved, inputs.start_hours);
            if cleared.is_none() && waiting <= clear_at {
                let days = (year * WEEKS as usize * week + day + 1) as f64;
                cleared = Some(days * 12.0 / (WEEKS * DAYS));
            }
        }
        ends.push(waiting);
    }
    One { cleared, waiting: ends, open, overrun }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick() -> Run {
        Run { runs: 120, years: 3, seed: 1 }
    }

    #[test]
    fn the_exemplar_stands_still_and_two_or_three_more_clear_it() {
        let inputs = Inputs::default();
        // The present staff could hold about as many as are open.
        assert!((inputs.holds(0.0) - 450.0).abs() < 10.0, "{}", inputs.holds(0.0));
        let result = simulate(&inputs, quick()).unwrap();
        let now = &result.outcomes[0];
        assert!(now.waiting[0].low < 200.0 && now.waiting[0].high > 200.0, "{:?}", now.waiting);
        assert!(now.cleared[1] < 0.05, "{:?}", now.cleared);
        // More staff never make it slower.
        for pair in result.outcomes.windows(2) {
            assert!(
                pair[1].cleared[3] >= pair[0].cleared[3]
                    && pair[1].waiting[2].middle <= pair[0].waiting[2].middle + 3.0
            );
        }
        assert!(result.outcomes[3].cleared[2] > 0.8, "{:?}", result.outcomes[3]);
        assert_eq!(result.outcomes[3].pounds, 137_127);
        assert!(result.verdict().contains("more clear the list"), "{}", result.verdict());
    }

    #[test]
    fn the_same_seed_gives_the_same_result() {
        let inputs = Inputs::default();
        let once = simulate(&inputs, quick()).unwrap();
        assert_eq!(once, simulate(&inputs, quick()).unwrap());
        assert_ne!(once, simulate(&inputs, Run { seed: 2, ..quick() }).unwrap());
    }

    #[test]
    fn edges_hold() {
        let quick = Run { runs: 30, years: 1, seed: 1 };
        let none = Inputs { waiting: 0, ..Inputs::default() };
        let result = simulate(&none, quick).unwrap();
        assert_eq!((result.outcomes[0].cleared[0], result.outcomes[0].months[1]), (1.0, Some(0.0)));
        assert_eq!(result.enough_within_a_year(), Some(0));
        // Nobody comes: the list only shrinks.
        let quiet = Inputs { enquiries: 0.0, ..Inputs::default() };
        assert!(simulate(&quiet, quick).unwrap().outcomes[0].waiting[0].high < 200.0);
        // Far too few staff: every day is overrun and nothing starts.
        let few = Inputs { staff: 0.1, ..Inputs::default() };
        let result = simulate(&few, quick).unwrap();
        assert!(result.outcomes[0].overrun > 0.9 && result.outcomes[0].months[1].is_none());
        assert!(result.verdict().contains("do not clear"), "{}", result.verdict());
        for bad in [
            Inputs { staff: 0.0, ..Inputs::default() },
            Inputs { start_hours: 0.0, ..Inputs::default() },
            Inputs { months_open: f64::NAN, ..Inputs::default() },
            Inputs { enquiries: -1.0, ..Inputs::default() },
            Inputs { weeks: 53.0, ..Inputs::default() },
        ] {
            assert!(matches!(simulate(&bad, quick), Err(Error::Invalid(_))), "{bad:?}");
        }
    }

    #[test]
    fn a_file_gives_what_it_names_and_the_exemplar_the_rest() {
        let read: Inputs = serde_json::from_str(r#"{"open": 90, "enquiries": 2.5}"#).unwrap();
        assert_eq!((read.open, read.enquiries, read.waiting), (90, 2.5, 200));
        assert!(serde_json::from_str::<Inputs>(r#"{"opne": 90}"#).is_err());
    }
}
