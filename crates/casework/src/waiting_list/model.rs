//! The rules of the waiting list: how long somebody has waited, when that is an alarm, and when the list would be empty.
//! Pure: the time comes in. Where the times come from: S2, section 8 (a call within 48 to 72 hours of the request, an
//! assessment within four weeks of that call).

use jiff::SignedDuration;
use kernel::{Calendar, Date, Timestamp, codes};

use crate::front_door::model::RiskLevel;

codes! {
    /// How long somebody has waited, in whole days.
    Band {
        To3 = "0-3", "Up to 3 days";
        To14 = "4-14", "4 to 14 days";
        To28 = "15-28", "15 to 28 days";
        To56 = "29-56", "29 to 56 days";
        Longer = "57+", "57 days and longer";
    }
}

impl Band {
    /// The band of a wait in whole days.
    pub fn of(days: i64) -> Self {
        match days {
            ..=3 => Band::To3,
            4..=14 => Band::To14,
            15..=28 => Band::To28,
            29..=56 => Band::To56,
            _ => Band::Longer,
        }
    }
}

codes! {
    /// Why somebody should look at a wait now.
    Alarm {
        Safeguarding = "safeguarding", "Safeguarding concern, without a worker for more than a day";
        HighRisk = "high-risk", "High risk, without a worker for more than 72 hours";
        Long = "long", "Without a worker for more than 28 days";
    }
}

/// What of somebody who waits the rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Since when.
    pub since: Timestamp,
    /// How urgent it looked when it came; none for a case that began without an enquiry.
    pub risk: Option<RiskLevel>,
    /// Since when it is marked as a safeguarding concern.
    pub safeguarding: Option<Timestamp>,
}

impl Wait {
    /// Whole days of waiting at `now`.
    pub fn days(&self, now: Timestamp) -> i64 {
        now.duration_since(self.since).as_hours().max(0) / 24
    }

    /// Why somebody should look now, the most urgent reason first.
    pub fn alarm(&self, now: Timestamp) -> Option<Alarm> {
        let longer = |since: Timestamp, hours| now.duration_since(since) > SignedDuration::from_hours(hours);
        if self.safeguarding.is_some_and(|since| longer(since, 24)) {
            Some(Alarm::Safeguarding)
        } else if self.risk == Some(RiskLevel::High) && longer(self.since, 72) {
            Some(Alarm::HighRisk)
        } else if longer(self.since, 28 * 24) {
            Some(Alarm::Long)
        } else {
            None
        }
    }
}

/// A band with how many wait in it: at high, medium and low risk, and without a known one.
pub type InBand = (Band, [usize; 4]);

/// The list in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How many wait.
    pub length: usize,
    /// Whether there are more than were counted.
    pub more: bool,
    /// Since when the longest waits.
    pub oldest: Option<Timestamp>,
    /// How many wait in each band.
    pub bands: Vec<InBand>,
    /// How many waits are an alarm.
    pub alarms: usize,
}

/// Counts those who wait; `more` says that there are more than these.
pub fn summary(all: &[Wait], more: bool, now: Timestamp) -> Summary {
    let mut bands: Vec<InBand> = Band::ALL.iter().map(|band| (*band, [0; 4])).collect();
    for wait in all {
        let of = Band::of(wait.days(now));
        let column = match wait.risk {
            Some(RiskLevel::High) => 0,
            Some(RiskLevel::Medium) => 1,
            Some(RiskLevel::Low) => 2,
            None => 3,
        };
        if let Some((_, counts)) = bands.iter_mut().find(|(band, _)| *band == of)
            && let Some(count) = counts.get_mut(column)
        {
            *count += 1;
        }
    }
    Summary {
        length: all.len(),
        more,
        oldest: all.iter().map(|w| w.since).min(),
        bands,
        alarms: all.iter().filter(|w| w.alarm(now).is_some()).count(),
    }
}

/// Weeks that the forecast looks back on.
pub const WEEKS: usize = 12;
/// Weeks below which it says nothing: four halves and their median would be noise.
pub const FEWEST: usize = 6;
/// The furthest that it looks ahead, in weeks.
pub const FURTHEST: f64 = 104.0;

/// What was measured in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub first: Date,
    /// Enquiries that came.
    pub came: i64,
    /// Enquiries that were allocated to a worker.
    pub allocated: i64,
    /// Enquiries that were settled otherwise: signposted or closed.
    pub settled: i64,
}

impl Week {
    /// How many left the list.
    pub fn left(&self) -> i64 {
        self.allocated + self.settled
    }

    /// By how many the list became shorter; below zero when it grew.
    pub fn net(&self) -> i64 {
        self.left() - self.came
    }
}

/// What the measured weeks say of a list of some length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outlook {
    /// Nobody waits.
    Empty,
    /// Fewer than [`FEWEST`] weeks were measured.
    TooFew,
    /// More come than leave: by so many a week, at the median.
    Grows(f64),
    /// As many come as leave.
    Stands,
    /// It becomes shorter, but would take longer than [`FURTHEST`] weeks.
    TooSlow,
    /// It would be empty.
    Clears {
        /// By so many a week, at the median.
        by: f64,
        /// On this day, at the median.
        likely: Date,
        /// At the pace of the better half of the weeks.
        soonest: Date,
        /// At the pace of the worse half of the weeks; none when it would not clear, or not within [`FURTHEST`] weeks.
        latest: Option<Date>,
    },
}

/// The middle of some figures; nothing for none.
pub fn median(figures: &[i64]) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_unstable();
    middle(&sorted)
}

fn middle(sorted: &[i64]) -> Option<f64> {
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)? as f64;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted.get(half.checked_sub(1)?).map(|lower| (*lower as f64 + upper) / 2.0)
}

/// The medians of the lower half and of the upper half of some figures: between them lies the middle half of the weeks.
fn halves(figures: &[i64]) -> Option<(f64, f64)> {
    let mut sorted = figures.to_vec();
    sorted.sort_unstable();
    let half = sorted.len() / 2;
    Some((middle(sorted.get(..half)?)?, middle(sorted.get(sorted.len() - half..)?)?))
}

fn after(today: Date, weeks: f64) -> Date {
    // Up to FURTHEST weeks, so that the days fit. A minute of rounding is no day.
    Calendar::england().add_days(today, (weeks * 7.0 - 0.001).ceil() as i32)
}

/// When a list of `length` would be empty at the pace of the measured weeks. Nothing about it is certain: it says what
/// happens if the next weeks are like these.
pub fn outlook(length: usize, weeks: &[Week], today: Date) -> Outlook {
    if length == 0 {
        return Outlook::Empty;
    }
    let net: Vec<i64> = weeks.iter().map(Week::net).collect();
    let (Some(by), Some((worse, better)), true) = (median(&net), halves(&net), weeks.len() >= FEWEST) else {
        return Outlook::TooFew;
    };
    if by < 0.0 {
        return Outlook::Grows(-by);
    }
    if by == 0.0 {
        return Outlook::Stands;
    }
    let takes = |pace: f64| length as f64 / pace;
    if takes(by) > FURTHEST {
        return Outlook::TooSlow;
    }
    let latest = (worse > 0.0 && takes(worse) <= FURTHEST).then(|| after(today, takes(worse)));
    Outlook::Clears {
        by,
        likely: after(today, takes(by)),
        soonest: after(today, takes(better.max(by))),
        latest,
    }
}

/// How many more would have to leave the list each week, above the median of the measured ones, for it to be empty by a
/// day; none when too few weeks were measured, or the day is not after today. 0 when the present pace is enough.
pub fn more_a_week(length: usize, weeks: &[Week], today: Date, by: Date) -> Option<u32> {
    let days = kernel::days_between(today, by);
    if weeks.len() < FEWEST || days <= 0 {
        return None;
    }
    let net: Vec<i64> = weeks.iter().map(Week::net).collect();
    let needed = length as f64 / (f64::from(days) / 7.0) - median(&net)?;
    // Not below zero, and far below what fits: a list is counted up to 2,000.
    Some((needed - 1e-9).ceil().max(0.0) as u32)
}

/// How often families had told their story before they came here (requirement FD2), where that was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retold {
    /// Enquiries in which it was asked.
    pub asked: i64,
    /// Of these, those that had told at least one service before.
    pub before: i64,
    /// Of these, those that had told more than four.
    pub many: i64,
    /// How many services had heard the stories before, in all.
    pub services: i64,
}

impl Retold {
    /// A share of those who were asked, in whole per cent; none when nobody was.
    pub fn per_cent(&self, part: i64) -> Option<i64> {
        (self.asked > 0).then(|| (part * 200 + self.asked) / (self.asked * 2))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::tests::fixed;

    const TODAY: Date = Date::constant(2026, 11, 20);

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn weeks(net: &[i64]) -> Vec<Week> {
        net.iter().map(|n| Week { first: TODAY, came: 10, allocated: 10 + n, settled: 0 }).collect()
    }

    #[test]
    fn a_wait_is_counted_in_whole_days_and_has_its_band() {
        let wait = |since: &str| Wait { since: at(since), risk: None, safeguarding: None };
        let now = at("2026-11-20T09:30:00Z");
        // The clocks went back on 25 October: a day of 25 hours in between is still a day of 24 here.
        for (since, days, band) in [
            ("2026-11-20T09:29:00Z", 0, Band::To3),
            ("2026-11-16T09:31:00Z", 3, Band::To3),
            ("2026-11-16T09:30:00Z", 4, Band::To14),
            ("2026-10-23T08:30:00Z", 28, Band::To28),
            ("2026-09-01T09:30:00Z", 80, Band::Longer),
            ("2026-11-21T09:30:00Z", 0, Band::To3),
        ] {
            assert_eq!((wait(since).days(now), Band::of(wait(since).days(now))), (days, band), "{since}");
        }
    }

    #[test]
    fn an_alarm_rings_after_its_time_and_the_gravest_first() {
        let now = at("2026-11-20T09:30:00Z");
        let wait = |hours: i64, risk, marked: Option<i64>| {
            let ago = |h: i64| now.checked_sub(SignedDuration::from_hours(h)).unwrap();
            Wait { since: ago(hours), risk, safeguarding: marked.map(ago) }.alarm(now)
        };
        let high = Some(RiskLevel::High);
        assert_eq!(wait(72, high, None), None);
        assert_eq!(wait(73, high, None), Some(Alarm::HighRisk));
        assert_eq!(wait(73, Some(RiskLevel::Medium), None), None);
        assert_eq!(wait(73, high, Some(25)), Some(Alarm::Safeguarding));
        assert_eq!(wait(73, high, Some(24)), Some(Alarm::HighRisk), "marked a day ago, and not longer");
        assert_eq!(wait(28 * 24 + 1, None, None), Some(Alarm::Long));
    }

    #[test]
    fn the_forecast_says_honestly_what_the_weeks_say() {
        let pace = |net: &[i64], length| outlook(length, &weeks(net), TODAY);
        assert_eq!(pace(&[2; 12], 0), Outlook::Empty);
        assert_eq!(pace(&[2; 5], 10), Outlook::TooFew);
        assert_eq!(pace(&[-3, -1, -2, 4, -2, -9], 10), Outlook::Grows(2.0));
        assert_eq!(pace(&[0, 1, -1, 0, 2, -2], 10), Outlook::Stands);
        assert_eq!(pace(&[1; 6], 105), Outlook::TooSlow);
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(
            pace(&[1, 2, 2, 2, 4, 4, 0, 2], 8),
            Outlook::Clears {
                by: 2.0,
                likely: day("2026-12-18"),
                soonest: day("2026-12-09"),
                latest: Some(day("2026-12-28")),
            },
        );
        // In the worse weeks it grew: there is no latest day to name.
        assert!(matches!(pace(&[-4, -4, -4, 3, 3, 3, 3], 6), Outlook::Clears { latest: None, .. }));
    }

    #[test]
    fn what_would_clear_it_by_a_day() {
        let by = |text: &str| text.parse::<Date>().unwrap();
        let more = |length, net: &[i64], day| more_a_week(length, &weeks(net), TODAY, by(day));
        assert_eq!(more(40, &[0; 8], "2027-01-15"), Some(5), "eight weeks");
        assert_eq!(more(40, &[-2; 8], "2027-01-15"), Some(7));
        assert_eq!(more(40, &[9; 8], "2027-01-15"), Some(0));
        assert_eq!(more(1, &[0; 8], "2026-11-21"), Some(7), "tomorrow");
        assert_eq!(more(40, &[0; 8], "2026-11-20"), None);
        assert_eq!(more(40, &[0; 5], "2027-01-15"), None);
    }

    #[test]
    fn shares_are_rounded_and_nobody_asked_is_no_share() {
        let retold = Retold { asked: 13, before: 8, many: 3, services: 40 };
        assert_eq!((retold.per_cent(8), retold.per_cent(3)), (Some(62), Some(23)));
        assert_eq!(Retold::default().per_cent(0), None);
    }

    proptest! {
        #![proptest_config(fixed())]

        #[test]
        fn doing_what_it_says_clears_it_in_time(net in prop::collection::vec(-30_i64..30, FEWEST..=WEEKS), length in 1_usize..900, days in 7_i32..700) {
            let day = Calendar::england().add_days(TODAY, days);
            let more = more_a_week(length, &weeks(&net), TODAY, day).unwrap();
            let with: Vec<i64> = net.iter().map(|n| n + i64::from(more)).collect();
            match outlook(length, &weeks(&with), TODAY) {
                Outlook::Clears { likely, soonest, latest, .. } => {
                    prop_assert!(likely <= day, "{likely} {day}");
                    prop_assert!(soonest <= likely && latest.is_none_or(|l| l >= likely));
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }

        #[test]
        fn every_wait_is_counted_once(hours in prop::collection::vec(0_i64..3000, 0..60)) {
            let now = at("2026-11-20T09:30:00Z");
            let all: Vec<Wait> = hours.iter().enumerate().map(|(n, h)| Wait {
                since: now.checked_sub(SignedDuration::from_hours(*h)).unwrap(),
                risk: RiskLevel::ALL.get(n % 4).copied(),
                safeguarding: None,
            }).collect();
            let s = summary(&all, false, now);
            prop_assert_eq!(s.bands.iter().flat_map(|(_, c)| c).sum::<usize>(), all.len());
            prop_assert_eq!(s.alarms, all.iter().filter(|w| w.alarm(now).is_some()).count());
        }
    }
}
