//! How wrong the projection would have been: fitted on the years to one, scored on the years after it, beside three
//! forecasts that need no thought. It is printed whoever wins.

use kernel::codes;

use super::model::{Drawing, Fit, History, mean, project_each};
use crate::demand::assumptions::Assumptions;

codes! {
    /// A way to say what comes.
    Method {
        Hearth = "hearth", "This projection";
        Last = "last", "The last year again";
        Mean = "mean", "The mean of all years";
        Trend = "trend", "A straight line through the years";
    }
}

/// How one way did, over all areas and years.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Which.
    pub method: Method,
    /// Children by which it was wrong, on average over areas and years.
    pub mean_error: f64,
    /// All it was wrong by, as a share of all children adopted.
    pub share: f64,
    /// How much too many (above nought) or too few it said in all, as a share.
    pub lean: f64,
    /// The mean error of each year ahead, the first first.
    pub by_year: [f64; 3],
}

/// The back-test.
#[derive(Debug, Clone, PartialEq)]
pub struct BackTest {
    /// The last year that was looked at.
    pub until: i16,
    /// The years that were scored.
    pub scored: Vec<i16>,
    /// How many areas had every year.
    pub areas: usize,
    /// Each way, the best first.
    pub scores: Vec<Score>,
    /// Of the figures scored, how many lay in the range of eight in ten: a good range holds about 0.8.
    pub in_range: f64,
}

impl BackTest {
    /// What it comes to, in a sentence.
    pub fn verdict(&self) -> String {
        let place = self.scores.iter().position(|score| score.method == Method::Hearth);
        let best = self.scores.first().map_or("", |score| score.method.label());
        let held = format!(
            "Its range, meant to hold eight of ten figures, held {:.0} of a hundred.",
            self.in_range * 100.0
        );
        match place {
            Some(0) => format!("The projection was the least wrong of the four. {held}"),
            Some(_) => format!(
                "The projection was not the least wrong: “{}” did better. Use its range, and do not trust its middle more than that. {held}",
                best.to_lowercase()
            ),
            None => held,
        }
    }
}

/// The last year that the back-test looks at, and how many it scores after it.
pub const UNTIL: i16 = 2019;
/// Years scored.
pub const SCORED: usize = 3;

/// Runs the back-test; none where fewer than two years stand before, or none after.
pub fn run(all: &[History], until: i16, assumed: &Assumptions, draws: usize, seed: u64) -> Option<BackTest> {
    let scored: Vec<i16> = (1..=SCORED as i16).map(|ahead| until + ahead).collect();
    let past: Vec<History> = all.iter().map(|history| history.until(until)).collect();
    let fit = Fit::of(&past)?;
    if fit.last != until {
        return None;
    }
    let years = past.iter().map(|history| history.years.len()).max()?;
    // Areas with every year, before and after.
    let whole: Vec<(&History, &History)> = all
        .iter()
        .zip(&past)
        .filter(|(all, past)| past.years.len() == years && scored.iter().all(|y| all.years.contains_key(y)))
        .collect();
    if whole.is_empty() {
        return None;
    }
    let pasts: Vec<History> = whole.iter().map(|(_, past)| (*past).clone()).collect();
    let projected = project_each(&pasts, &fit, assumed, Drawing { draws, years: SCORED, seed });
    let (mut held, mut figures) = (0_usize, 0_usize);
    let mut tallies = Method::ALL.iter().map(|method| (*method, Tally::default())).collect::<Vec<_>>();
    for ((all, past), ranges) in whole.iter().zip(&projected) {
        for (ahead, (year, range)) in scored.iter().zip(ranges).enumerate() {
            let Some(actual) = all.years.get(year).map(|count| *count as f64) else { continue };
            figures += 1;
            held += usize::from(range.adopted.low <= actual && actual <= range.adopted.high);
            for (method, tally) in &mut tallies {
                tally.add(ahead, say(*method, past, &fit, ahead + 1), actual);
            }
        }
    }
    let mut scores: Vec<Score> = tallies.into_iter().map(|(method, tally)| tally.score(method)).collect();
    scores.sort_by(|a, b| a.mean_error.total_cmp(&b.mean_error));
    Some(BackTest {
        until,
        scored,
        areas: whole.len(),
        scores,
        in_range: held as f64 / figures.max(1) as f64,
    })
}

/// What a method says of an area, so many years ahead.
fn say(method: Method, past: &History, fit: &Fit, ahead: usize) -> f64 {
    let counts: Vec<f64> = past.years.values().map(|count| *count as f64).collect();
    match method {
        Method::Hearth => fit.point(past, ahead),
        Method::Last => counts.last().copied().unwrap_or(0.0),
        Method::Mean => mean(&counts),
        Method::Trend => line(&counts, ahead).max(0.0),
    }
}

/// The straight line nearest to the counts (least squares), so many years after the last.
fn line(counts: &[f64], ahead: usize) -> f64 {
    let n = counts.len() as f64;
    let middle = (n - 1.0) / 2.0;
    let average = mean(counts);
    let (mut up, mut wide) = (0.0, 0.0);
    for (at, count) in counts.iter().enumerate() {
        let x = at as f64 - middle;
        up += x * (count - average);
        wide += x * x;
    }
    let slope = if wide > 0.0 { up / wide } else { 0.0 };
    average + slope * (n - 1.0 + ahead as f64 - middle)
}

#[derive(Default)]
struct Tally {
    wrong: [f64; SCORED],
    figures: [usize; SCORED],
    lean: f64,
    actual: f64,
}

impl Tally {
    fn add(&mut self, ahead: usize, said: f64, actual: f64) {
        if let (Some(wrong), Some(figures)) = (self.wrong.get_mut(ahead), self.figures.get_mut(ahead)) {
            *wrong += (said - actual).abs();
            *figures += 1;
            self.lean += said - actual;
            self.actual += actual;
        }
    }

    fn score(&self, method: Method) -> Score {
        let (wrong, figures): (f64, usize) = (self.wrong.iter().sum(), self.figures.iter().sum());
        let mut by_year = [0.0; SCORED];
        for (at, year) in by_year.iter_mut().enumerate() {
            *year = self.wrong[at] / self.figures[at].max(1) as f64;
        }
        let all = self.actual.max(1.0);
        Score {
            method,
            mean_error: wrong / figures.max(1) as f64,
            share: wrong / all,
            lean: self.lean / all,
            by_year,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::history;
    use super::*;

    fn assumed() -> &'static Assumptions {
        Assumptions::shipped().unwrap()
    }

    #[test]
    fn it_says_so_when_a_naive_forecast_wins() {
        // Everything stands still after a fall: the last year again is right.
        let all: Vec<History> =
            (0..30).map(|n| history(&n.to_string(), 2016, &[60, 50, 45, 40, 40, 40, 40])).collect();
        let test = run(&all, 2019, assumed(), 300, 1).unwrap();
        assert_eq!((test.scores[0].method, test.scores[0].mean_error), (Method::Last, 0.0));
        assert!(test.verdict().contains("the last year again"), "{}", test.verdict());
        assert_eq!((test.areas, test.scored.as_slice()), (30, [2020, 2021, 2022].as_slice()));
        // And when a straight line does.
        let falling: Vec<History> =
            (0..30).map(|n| history(&n.to_string(), 2016, &[70, 65, 60, 55, 50, 45, 40])).collect();
        let test = run(&falling, 2019, assumed(), 300, 1).unwrap();
        assert_eq!(test.scores[0].method, Method::Trend);
        assert!(test.scores[0].mean_error < 1e-9);
        let mean = test.scores.iter().find(|s| s.method == Method::Mean).unwrap();
        assert!(mean.lean > 0.3 && mean.by_year[2] > mean.by_year[0]);
    }

    #[test]
    fn what_is_scored_is_never_looked_at() {
        let all: Vec<History> =
            (0..10).map(|n| history(&n.to_string(), 2016, &[50, 50, 50, 50, 40, 30, 20])).collect();
        let other: Vec<History> =
            (0..10).map(|n| history(&n.to_string(), 2016, &[50, 50, 50, 50, 90, 90, 90])).collect();
        let said = |all: &[History]| {
            let past: Vec<History> = all.iter().map(|h| h.until(2019)).collect();
            (Fit::of(&past).unwrap(), past)
        };
        assert_eq!(said(&all), said(&other));
        assert!(run(&all, 2022, assumed(), 100, 1).is_none());
        assert!(run(&all, 2015, assumed(), 100, 1).is_none());
        assert!(run(&[], 2019, assumed(), 100, 1).is_none());
        // An area that lacks a year is left out, not counted as nought.
        let mut holes = all;
        holes[0].years.remove(&2021);
        assert_eq!(run(&holes, 2019, assumed(), 100, 1).unwrap().areas, 9);
    }
}
