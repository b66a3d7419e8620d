//! The projection: pure, with a seed. A year is the calendar year in which a year to March ends.
//!
//! Children adopted in an area next year are taken to be near the last three years (the last weighs most), moved by the
//! trend of the whole country, which fades. An area's own trend is not used: in a small area it is chance. Around that
//! stand a walk that all areas share, one of the area's own, and the chance of counts. How wide the walks are is
//! measured on the published years.

use std::collections::BTreeMap;

use kernel::Level;

use super::assumptions::{Assumptions, SPAN};
use crate::random::{Draws, quantile};

/// Children adopted in an area, by year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The area's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Year, and how many.
    pub years: BTreeMap<i16, i64>,
}

impl History {
    /// The years up to one, that one with them.
    pub fn until(&self, year: i16) -> History {
        let years = self.years.range(..=year).map(|(year, count)| (*year, *count)).collect();
        History { years, ..self.clone() }
    }

    /// The last years first, as numbers.
    fn latest(&self, many: usize) -> Vec<f64> {
        self.years.values().rev().take(many).map(|count| *count as f64).collect()
    }

    /// The mean of the first three years, which stands for the years before them.
    fn earliest(&self) -> f64 {
        mean(&self.years.values().take(3).map(|count| *count as f64).collect::<Vec<_>>())
    }
}

pub(super) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// How the last three years weigh, the last one first.
const WEIGHTS: [f64; 3] = [0.5, 0.3, 0.2];
/// How much of the trend is left after each year.
const FADE: f64 = 0.7;
/// The steepest trend that is believed, a year.
const STEEPEST: f64 = 0.1;
/// Walks are never narrower than this, a year: seven years of a table cannot show how much can change.
const NARROWEST: f64 = 0.04;

/// What is measured on all areas together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The country's growth a year, as a logarithm.
    pub growth: f64,
    /// The shared walk: standard deviation of a year's step, as a logarithm.
    pub shared: f64,
    /// Each area's own.
    pub own: f64,
    /// The last year.
    pub last: i16,
}

impl Fit {
    /// Measures on all areas; none when there are fewer than two years.
    pub fn of(all: &[History]) -> Option<Fit> {
        let mut totals: BTreeMap<i16, f64> = BTreeMap::new();
        let years: Vec<i16> = {
            let set: std::collections::BTreeSet<i16> =
                all.iter().flat_map(|h| h.years.keys().copied()).collect();
            set.into_iter().collect()
        };
        let (first, last) = (*years.first()?, *years.last()?);
        // Only areas with every year, so that a number held back is not taken for a fall.
        let whole: Vec<&History> = all.iter().filter(|h| h.years.len() == years.len()).collect();
        for history in &whole {
            for (year, count) in &history.years {
                *totals.entry(*year).or_default() += *count as f64;
            }
        }
        let (start, end) = (totals.get(&first)?, totals.get(&last)?);
        if first == last || *start <= 0.0 || *end <= 0.0 {
            return None;
        }
        let growth = ((end / start).ln() / f64::from(last - first)).clamp(-STEEPEST, STEEPEST);
        let steps: Vec<f64> =
            totals.values().zip(totals.values().skip(1)).map(|(a, b)| (b / a).ln() - growth).collect();
        let shared = spread(&steps).max(NARROWEST);
        // Steps of areas around the country's step of the year, less what the chance of counts explains.
        let mut around = Vec::new();
        let mut chance = Vec::new();
        for history in &whole {
            for ((_, a), (year, b)) in history.years.iter().zip(history.years.iter().skip(1)) {
                let (a, b) = (*a as f64, *b as f64);
                let before = year - 1;
                if let (true, Some(from), Some(to)) =
                    (a >= 10.0 && b >= 10.0, totals.get(&before), totals.get(year))
                {
                    around.push((b / a).ln() - (to / from).ln());
                    chance.push(1.0 / a + 1.0 / b);
                }
            }
        }
        let own = (spread(&around).powi(2) - mean(&chance)).max(0.0).sqrt().max(NARROWEST);
        Some(Fit { growth, shared, own, last })
    }

    /// The most likely count of an area so many years after its last.
    pub fn point(&self, history: &History, ahead: usize) -> f64 {
        let latest = history.latest(WEIGHTS.len());
        let weights: f64 = WEIGHTS.iter().take(latest.len()).sum();
        if weights <= 0.0 {
            return 0.0;
        }
        let level = latest.iter().zip(WEIGHTS).map(|(count, weight)| count * weight).sum::<f64>() / weights;
        let fading: f64 = (1..=ahead).map(|year| FADE.powi(year as i32)).sum();
        level * (self.growth * fading).exp()
    }
}

/// The root of the mean square.
fn spread(steps: &[f64]) -> f64 {
    mean(&steps.iter().map(|step| step * step).collect::<Vec<_>>()).sqrt()
}

/// A range: one draw in ten is lower than `low`, one in ten higher than `high`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Range {
    /// The lower end.
    pub low: f64,
    /// Half the draws are under it.
    pub middle: f64,
    /// The upper end.
    pub high: f64,
}

impl Range {
    /// The range of draws, which are put out of order.
    pub(crate) fn of(draws: &mut [f64]) -> Self {
        Range { low: quantile(draws, 0.1), middle: quantile(draws, 0.5), high: quantile(draws, 0.9) }
    }

    /// This share of it.
    pub fn part(self, share: f64) -> Range {
        Range { low: self.low * share, middle: self.middle * share, high: self.high * share }
    }
}

/// One year ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// The year to March.
    pub year: i16,
    /// Children adopted.
    pub adopted: Range,
    /// Children placed with a family that adopts them later.
    pub placed: Range,
    /// Children under 18 living in families that adopted them.
    pub under_18: Range,
    /// Of these, those in touch with support in the year.
    pub in_touch: Range,
    /// The same by level.
    pub levels: Vec<(Level, Range)>,
}

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawing {
    /// How many draws.
    pub draws: usize,
    /// How many years ahead.
    pub years: usize,
    /// The same seed gives the same range.
    pub seed: u64,
}

/// The walk that all areas share: by draw, then year.
fn shared_walks(fit: &Fit, how: Drawing) -> Vec<f64> {
    let mut draws = Draws::new(how.seed, "shared");
    // One year more than is told: placements of a year are partly adoptions of the next.
    let mut walks = Vec::with_capacity(how.draws * (how.years + 1));
    for _ in 0..how.draws {
        let mut at = 0.0;
        for _ in 0..=how.years {
            at += fit.shared * draws.normal();
            walks.push(at);
        }
    }
    walks
}

/// What one draw of one area gives, year by year, added to sums over areas.
struct Sums {
    adopted: Vec<f64>,
    under_18: Vec<f64>,
    in_touch: Vec<f64>,
}

/// Projects areas together: an agency is the sum of its councils, draw by draw.
pub fn project(areas: &[History], fit: &Fit, assumed: &Assumptions, how: Drawing) -> Vec<Year> {
    let walks = shared_walks(fit, how);
    let width = how.years + 1;
    let size = how.draws * width;
    let mut sums = Sums { adopted: vec![0.0; size], under_18: vec![0.0; size], in_touch: vec![0.0; size] };
    for area in areas {
        add_area(&mut sums, area, fit, assumed, how, &walks);
    }
    tell(&mut sums, fit, assumed, how)
}

/// Projects every area by itself: what `project` gives for each, with the shared walk drawn once.
pub fn project_each(areas: &[History], fit: &Fit, assumed: &Assumptions, how: Drawing) -> Vec<Vec<Year>> {
    let walks = shared_walks(fit, how);
    let size = how.draws * (how.years + 1);
    let one = |area: &History| {
        let mut sums =
            Sums { adopted: vec![0.0; size], under_18: vec![0.0; size], in_touch: vec![0.0; size] };
        add_area(&mut sums, area, fit, assumed, how, &walks);
        tell(&mut sums, fit, assumed, how)
    };
    areas.iter().map(one).collect()
}

fn add_area(sums: &mut Sums, area: &History, fit: &Fit, assumed: &Assumptions, how: Drawing, walks: &[f64]) {
    let width = how.years + 1;
    let points: Vec<f64> = (1..=width).map(|ahead| fit.point(area, ahead)).collect();
    let mut draws = Draws::new(how.seed, &area.code);
    let before = area.earliest();
    let known = |year: i16| area.years.get(&year).map_or(before, |count| *count as f64);
    // Cohorts that have come already weigh the same in every draw.
    let mut of_past = vec![(0.0, 0.0); width];
    for (ahead, (under, touch)) in of_past.iter_mut().enumerate() {
        let year = fit.last + ahead as i16 + 1;
        for since in (ahead + 1)..SPAN {
            let living = known(year - since as i16) * assumed.under_18[since];
            *under += living;
            *touch += living * assumed.uptake[since];
        }
    }
    let mut counts = vec![0.0; width];
    for draw in 0..how.draws {
        let more = (assumed.uptake_spread * shared_uptake(how.seed, draw)).exp();
        let mut own = 0.0;
        for (ahead, (point, past)) in points.iter().zip(&of_past).enumerate() {
            own += fit.own * draws.normal();
            let mean = point * (walks[draw * width + ahead] + own).exp();
            counts[ahead] = f64::from(draws.count(mean));
            let (mut under, mut touch) = *past;
            for since in 0..=ahead.min(SPAN - 1) {
                let living = counts[ahead - since] * assumed.under_18[since];
                under += living;
                touch += living * assumed.uptake[since];
            }
            let at = draw * width + ahead;
            sums.adopted[at] += counts[ahead];
            sums.under_18[at] += under;
            sums.in_touch[at] += touch * more;
        }
    }
}

/// How far uptake lies from what is assumed in one draw: the same for every area, since nobody knows it for any.
/// A normal number made from the draw's own number, without a stream.
fn shared_uptake(seed: u64, draw: usize) -> f64 {
    // Spread evenly over (0, 1) by the golden ratio, from a start that the seed gives; then bent into a normal curve.
    let start = (seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11) as f64 / (1_u64 << 53) as f64;
    let even = (start + (draw as f64 + 0.5) * 0.618_033_988_749_895).fract().clamp(1e-9, 1.0 - 1e-9);
    bend(even)
}

/// The value of a normal number below which this share lies (Tukey's lambda of 0.14, near enough within three
/// standard deviations).
fn bend(share: f64) -> f64 {
    4.91 * (share.powf(0.14) - (1.0 - share).powf(0.14))
}

fn tell(sums: &mut Sums, fit: &Fit, assumed: &Assumptions, how: Drawing) -> Vec<Year> {
    let width = how.years + 1;
    let column = |all: &[f64], ahead: usize| -> Vec<f64> {
        (0..how.draws).map(|draw| all[draw * width + ahead]).collect()
    };
    (0..how.years)
        .map(|ahead| {
            let (mut now, next) = (column(&sums.adopted, ahead), column(&sums.adopted, ahead + 1));
            let mut placed: Vec<f64> = now
                .iter()
                .zip(&next)
                .map(|(now, next)| now * (1.0 - assumed.lag) + next * assumed.lag)
                .collect();
            let in_touch = Range::of(&mut column(&sums.in_touch, ahead));
            Year {
                year: fit.last + ahead as i16 + 1,
                adopted: Range::of(&mut now),
                placed: Range::of(&mut placed),
                under_18: Range::of(&mut column(&sums.under_18, ahead)),
                in_touch,
                levels: assumed.levels.iter().map(|(level, share)| (*level, in_touch.part(*share))).collect(),
            }
        })
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::demand) fn history(code: &str, from: i16, counts: &[i64]) -> History {
        let years = counts.iter().enumerate().map(|(at, count)| (from + at as i16, *count)).collect();
        History { code: code.into(), name: code.into(), years }
    }

    fn how() -> Drawing {
        Drawing { draws: 400, years: 5, seed: 1 }
    }

    #[test]
    fn the_trend_is_the_countrys_and_fades() {
        let all: Vec<History> = (0..20).map(|n| history(&n.to_string(), 2016, &[100, 95, 90, 86])).collect();
        let fit = Fit::of(&all).unwrap();
        assert!(fit.growth < -0.04 && fit.growth > -0.06, "{fit:?}");
        assert_eq!(fit.last, 2019);
        let (one, five) = (fit.point(&all[0], 1), fit.point(&all[0], 5));
        assert!(one < 90.0 && five < one && five > 75.0, "{one} {five}");
        // A rise in one small area alone is not believed.
        let small = history("x", 2016, &[2, 3, 4, 6]);
        assert!(fit.point(&small, 3) < 6.0);
        assert_eq!(fit.point(&History::default(), 1), 0.0);
        assert!(Fit::of(&[]).is_none() && Fit::of(&[history("a", 2016, &[5])]).is_none());
    }

    #[test]
    fn the_same_seed_gives_the_same_range_and_sums_agree() {
        let all: Vec<History> = (0..6).map(|n| history(&n.to_string(), 2016, &[40, 42, 39, 41])).collect();
        let (fit, assumed) = (Fit::of(&all).unwrap(), Assumptions::shipped().unwrap());
        let once = project(&all, &fit, assumed, how());
        assert_eq!(once, project(&all, &fit, assumed, how()));
        assert_ne!(once, project(&all, &fit, assumed, Drawing { seed: 2, ..how() }));
        assert_eq!(
            project_each(&all[..1], &fit, assumed, how())[0],
            project(&all[..1], &fit, assumed, how())
        );
        for year in &once {
            for range in [year.adopted, year.placed, year.under_18, year.in_touch] {
                assert!(range.low <= range.middle && range.middle <= range.high, "{year:?}");
            }
            assert!(year.in_touch.high < year.under_18.low);
            let levels: f64 = year.levels.iter().map(|(_, range)| range.middle).sum();
            assert!((levels - year.in_touch.middle).abs() < 1e-6);
        }
        // Six areas of about 41 a year.
        assert!((once[0].adopted.middle - 246.0).abs() < 25.0, "{:?}", once[0].adopted);
        // About 17 years of 41, of whom most are under 18.
        assert!(
            once[0].under_18.middle > 3_000.0 && once[0].under_18.middle < 4_200.0,
            "{:?}",
            once[0].under_18
        );
        // Further ahead is less sure.
        assert!(once[4].adopted.high - once[4].adopted.low > once[0].adopted.high - once[0].adopted.low);
    }

    #[test]
    fn the_bent_curve_is_near_normal() {
        for (share, normal) in [(0.5, 0.0), (0.84134, 1.0), (0.02275, -2.0)] {
            assert!((bend(share) - normal).abs() < 0.02, "{share} {}", bend(share));
        }
    }
}
