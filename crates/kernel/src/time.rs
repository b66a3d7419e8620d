//! Days, instants and working days. Instants are stored as microseconds since 1970,
//! days as ISO text; a day is a day in England, whatever the server's zone.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ToSpan, Zoned, civil::Date, tz::TimeZone};

/// Where time comes from. Only edges hold a clock; rules are given the time.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Always this instant: tests and demonstrations.
    Fixed(Timestamp),
}

impl Clock {
    /// The present instant, in whole microseconds, as the database keeps it.
    pub fn now(self) -> Timestamp {
        let now = match self {
            Clock::System => Timestamp::now(),
            Clock::Fixed(at) => at,
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

/// The name of a month of the year, 1 to 12; none for what is no month.
pub fn month_name(month: i8) -> Option<String> {
    Date::new(2000, month, 1).ok().map(|day| day.strftime("%B").to_string())
}

/// The day that an instant falls on in England.
pub fn local_date(at: Timestamp) -> Date {
    local(at).date()
}

fn local(at: Timestamp) -> Zoned {
    // The zone's rules are compiled in, so the look-up cannot fail; UTC keeps it total.
    at.to_zoned(TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC))
}

/// The instant of a day and a time in England, written HH:MM; none where that is no time. A time that the clocks leap
/// over in spring is an hour later; of one that comes twice in autumn it is the first.
pub fn instant(day: Date, time: &str) -> Option<Timestamp> {
    let (hour, minute) = time.split_once(':')?;
    let at = day.to_datetime(jiff::civil::Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()?);
    at.to_zoned(TimeZone::get("Europe/London").ok()?).ok().map(|z| z.timestamp())
}

/// The time of day of an instant in England, as HH:MM.
pub fn local_time(at: Timestamp) -> String {
    local(at).strftime("%H:%M").to_string()
}

/// How an instant is written for people.
pub struct Moment(pub Timestamp);

impl std::fmt::Display for Moment {
    /// `3 March 2026 at 2:05pm`, in English local time.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let z = local(self.0);
        let (hour, half) = match z.hour() {
            0 => (12, "am"),
            h @ 1..=11 => (h, "am"),
            12 => (12, "pm"),
            h => (h - 12, "pm"),
        };
        write!(f, "{} at {hour}:{:02}{half}", z.date().strftime("%-d %B %Y"), z.minute())
    }
}

/// Whole years of age on a day; none if the birth is later than the day.
pub fn age_on(born: Date, on: Date) -> Option<i32> {
    if born > on {
        return None;
    }
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    Some(i32::from(on.year()) - i32::from(born.year()) - i32::from(!had_birthday))
}

/// Days from one day to another; below zero when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map(|span| span.get_days()).unwrap_or(0)
}

/// The days on which nobody is expected to work: weekends, and the bank holidays of
/// England and Wales (`data/bank_holidays.csv`, which names its source).
#[derive(Debug, Clone)]
pub struct Calendar {
    holidays: BTreeSet<Date>,
}

impl Calendar {
    /// A calendar with these holidays besides the weekends.
    pub fn new(holidays: impl IntoIterator<Item = Date>) -> Self {
        Calendar { holidays: holidays.into_iter().collect() }
    }

    /// The calendar that ships with Hearth.
    pub fn england() -> &'static Calendar {
        static ENGLAND: std::sync::LazyLock<Calendar> = std::sync::LazyLock::new(|| {
            let rows = include_str!("../../../data/bank_holidays.csv");
            Calendar::new(rows.lines().filter_map(|l| l.split(',').next()?.parse().ok()))
        });
        &ENGLAND
    }

    /// Whether people are expected to work on this day.
    pub fn is_working(&self, day: Date) -> bool {
        use jiff::civil::Weekday::{Saturday, Sunday};
        !matches!(day.weekday(), Saturday | Sunday) && !self.holidays.contains(&day)
    }

    /// The day that is `count` working days after `from`; `from` itself never counts.
    pub fn add_working_days(&self, from: Date, count: u32) -> Date {
        let (mut day, mut left) = (from, count);
        while left > 0 {
            let Ok(next) = day.tomorrow() else { return day };
            day = next;
            if self.is_working(day) {
                left -= 1;
            }
        }
        day
    }

    /// The first instant of a day in England.
    pub fn start_of(&self, day: Date) -> Timestamp {
        let before = self.end_of(self.add_days(day, -1));
        before.checked_add(SignedDuration::from_micros(1)).unwrap_or(before)
    }

    /// The last instant of a day in England.
    pub fn end_of(&self, day: Date) -> Timestamp {
        let next = day.tomorrow().unwrap_or(day);
        let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
        let start = next.to_zoned(zone).map(|z| z.timestamp()).unwrap_or(Timestamp::MAX);
        start.checked_sub(SignedDuration::from_micros(1)).unwrap_or(start)
    }

    /// The day `days` calendar days after `from`.
    pub fn add_days(&self, from: Date, days: i32) -> Date {
        from.checked_add(days.days()).unwrap_or(from)
    }
}

/// A financial year of English public money, 1 April to 31 March, named by the
/// calendar year it starts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinancialYear(pub i16);

impl FinancialYear {
    /// The year that a day falls in.
    pub fn of(day: Date) -> Self {
        FinancialYear(if day.month() >= 4 { day.year() } else { day.year() - 1 })
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        Date::new(self.0, 4, 1).unwrap_or(Date::MIN)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        Date::new(self.0 + 1, 3, 31).unwrap_or(Date::MAX)
    }
}

impl std::fmt::Display for FinancialYear {
    /// `2026-27`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_is_a_time_in_england() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(instant(day("2026-11-20"), "18:30"), Some(at("2026-11-20T18:30:00Z")));
        assert_eq!(instant(day("2026-07-20"), "18:30"), Some(at("2026-07-20T17:30:00Z")));
        // The clocks go forward on 28 March 2027 at one, and back on 31 October 2027 at two.
        assert_eq!(instant(day("2027-03-28"), "01:30"), Some(at("2027-03-28T01:30:00Z")));
        assert_eq!(instant(day("2027-10-31"), "01:30"), Some(at("2027-10-31T00:30:00Z")));
        for odd in ["25:30", "12", "12:60", "-1:00"] {
            assert_eq!(instant(day("2026-07-20"), odd), None, "{odd}");
        }
        assert_eq!(local_time(at("2026-07-20T17:30:00Z")), "18:30");
    }

    #[test]
    fn every_row_of_the_calendar_file_is_a_date() {
        let text = include_str!("../../../data/bank_holidays.csv");
        let rows = text.lines().filter(|l| !l.starts_with('#') && !l.starts_with("date,")).count();
        assert_eq!(Calendar::england().holidays.len(), rows);
        assert!(rows > 90);
    }

    #[test]
    fn working_days_step_over_weekends_and_holidays() {
        let calendar = Calendar::england();
        assert_eq!(calendar.add_working_days(d("2026-12-24"), 1), d("2026-12-29"));
        assert_eq!(calendar.add_working_days(d("2026-11-20"), 5), d("2026-11-27"));
        assert_eq!(calendar.add_working_days(d("2026-11-21"), 0), d("2026-11-21"));
    }

    #[test]
    fn a_day_is_a_day_in_england() {
        assert_eq!(local_date("2026-06-30T23:30:00Z".parse().unwrap()), d("2026-07-01"));
        assert_eq!(Moment("2026-06-30T23:30:00Z".parse().unwrap()).to_string(), "1 July 2026 at 12:30am");
    }

    #[test]
    fn ages_turn_on_the_birthday() {
        assert_eq!(age_on(d("2010-03-05"), d("2026-03-04")), Some(15));
        assert_eq!(age_on(d("2010-03-05"), d("2026-03-05")), Some(16));
        assert_eq!(age_on(d("2027-01-01"), d("2026-03-05")), None);
    }

    #[test]
    fn financial_years_start_in_april() {
        assert_eq!(FinancialYear::of(d("2026-03-31")).to_string(), "2025-26");
        assert_eq!(FinancialYear::of(d("2026-04-01")).to_string(), "2026-27");
        assert_eq!(FinancialYear(1999).to_string(), "1999-00");
    }
}
