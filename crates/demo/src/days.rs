//! Days as numbers, so that millions of them can be counted with: days since 1970.

use jiff::ToSpan;
use kernel::{Calendar, Date, FinancialYear, Timestamp};

/// A day: days since 1 January 1970.
pub type Day = i32;

const EPOCH: Date = Date::constant(1970, 1, 1);
const FIRST_KNOWN: Day = 14_000; // 2008-05-01, before any working day that the demo asks for.
const LAST_KNOWN: Day = 24_000;

/// The number of a date.
pub fn day(date: Date) -> Day {
    kernel::days_between(EPOCH, date)
}

/// The date of a number.
pub fn date(day: Day) -> Date {
    EPOCH.checked_add(i64::from(day).days()).unwrap_or(EPOCH)
}

/// The instant this many minutes after midnight, Greenwich time.
pub fn at(day: Day, minutes: i32) -> Timestamp {
    let seconds = i64::from(day) * 86_400 + i64::from(minutes) * 60;
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The day of an instant, Greenwich time; office hours never make it differ from England's.
pub fn of(at: Timestamp) -> Day {
    i32::try_from(at.as_second().div_euclid(86_400)).unwrap_or(0)
}

/// The financial year's first calendar year.
pub fn financial_year(day: Day) -> i16 {
    FinancialYear::of(date(day)).0
}

/// Which days are worked, looked up once.
pub struct Workdays(Vec<bool>);

impl Workdays {
    /// The working days of England.
    pub fn england() -> Self {
        let calendar = Calendar::england();
        Workdays((FIRST_KNOWN..LAST_KNOWN).map(|n| calendar.is_working(date(n))).collect())
    }

    /// This day, or the next one that is worked.
    pub fn on_or_after(&self, day: Day) -> Day {
        let worked = |d: &Day| {
            usize::try_from(d - FIRST_KNOWN).ok().and_then(|i| self.0.get(i)).is_none_or(|worked| *worked)
        };
        (day..day + 15).find(worked).unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_go_there_and_back() {
        let christmas: Date = "2026-12-25".parse().unwrap();
        assert_eq!(date(day(christmas)), christmas);
        assert_eq!(kernel::local_date(at(day(christmas), 9 * 60)), christmas);
        assert_eq!(of(at(day(christmas), 17 * 60)), day(christmas));
        assert_eq!(date(Workdays::england().on_or_after(day(christmas))).to_string(), "2026-12-29");
        assert_eq!(financial_year(day("2026-03-31".parse().unwrap())), 2025);
    }
}
