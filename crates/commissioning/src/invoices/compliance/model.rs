//! How an agency keeps to the 30 days, by half-years.

use kernel::{Calendar, Date, Pence, days_between};

use crate::invoices::model::DAYS_TO_PAY;

/// The first day of the first half-year that is counted: the first period began on 1 October 2025, and periods end on 31 March and
/// 30 September (Procurement Act 2023, payments compliance notices).
pub const FIRST_PERIOD: (i16, i8) = (2025, 10);

/// Statutory interest above the Bank of England's base rate, in hundredths of a percent (Late Payment of Commercial Debts (Rate of
/// Interest) (No. 3) Order 2002, article 4). The base rate itself is asked for: it changes, and none is shipped.
pub const ABOVE_BASE: i64 = 800;

/// A half-year for which a payments compliance notice is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HalfYear {
    year: i16,
    month: i8,
}

impl HalfYear {
    /// The one in which a day lies.
    pub fn of(day: Date) -> HalfYear {
        match day.month() {
            1..=3 => HalfYear { year: day.year().saturating_sub(1), month: 10 },
            4..=9 => HalfYear { year: day.year(), month: 4 },
            _ => HalfYear { year: day.year(), month: 10 },
        }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or(Date::MIN)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        let (year, month) = self.after();
        Calendar::england().add_days(Date::new(year, month, 1).unwrap_or(Date::MAX), -1)
    }

    fn after(self) -> (i16, i8) {
        if self.month == 4 { (self.year, 10) } else { (self.year.saturating_add(1), 4) }
    }

    /// The one before, back to the first that is counted.
    pub fn before(self) -> Option<HalfYear> {
        let (year, month) = if self.month == 4 { (self.year.saturating_sub(1), 10) } else { (self.year, 4) };
        ((year, month) >= FIRST_PERIOD).then_some(HalfYear { year, month })
    }
}

/// A payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// The day the invoice came.
    pub received: Date,
    /// The last day for paying it.
    pub due: Date,
    /// The day it was paid; for one that is not paid, today.
    pub paid: Date,
    /// How much.
    pub amount: Pence,
    /// Whether it was disputed for a time.
    pub disputed: bool,
}

impl Payment {
    /// Days after the last day for paying it.
    pub fn days_late(&self) -> i32 {
        days_between(self.due, self.paid).max(0)
    }
}

/// What a half-year comes to. What was disputed is counted by itself: the 30 days run for what is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Invoices paid that nobody disputed.
    pub paid: u32,
    /// Of these, within 30 days.
    pub in_time: u32,
    /// Days from receipt to payment, of all of these together.
    pub days: i64,
    /// Paid after the last day.
    pub late_amount: Pence,
    /// Interest on these, where a base rate is given.
    pub interest: Option<Pence>,
    /// Paid after a dispute, and so not counted above.
    pub disputed: u32,
}

impl Figures {
    /// Counts payments; `base` is the base rate in hundredths of a percent.
    pub fn of(payments: &[Payment], base: Option<i64>) -> Figures {
        let mut all = Figures { interest: base.map(|_| Pence::ZERO), ..Figures::default() };
        for payment in payments {
            if payment.disputed {
                all.disputed = all.disputed.saturating_add(1);
                continue;
            }
            all.paid = all.paid.saturating_add(1);
            all.days += i64::from(days_between(payment.received, payment.paid));
            let late = payment.days_late();
            if late == 0 {
                all.in_time = all.in_time.saturating_add(1);
            } else {
                all.late_amount += payment.amount;
                let more = base.map(|base| interest(payment.amount, base, late));
                all.interest = all.interest.zip(more).map(|(sum, more)| sum + more);
            }
        }
        all
    }

    /// The share paid within 30 days, in tenths of a percent; none where nothing was paid.
    pub fn share(&self) -> Option<u32> {
        self.in_time.checked_mul(1_000)?.checked_add(self.paid / 2)?.checked_div(self.paid)
    }

    /// Days from receipt to payment on average, in tenths; none where nothing was paid.
    pub fn average_days(&self) -> Option<i64> {
        let paid = i64::from(self.paid);
        self.days.checked_mul(10)?.checked_add(paid / 2)?.checked_div(paid)
    }
}

/// Simple interest for so many days, rounded to the nearest penny.
pub fn interest(amount: Pence, base: i64, days_late: i32) -> Pence {
    const YEAR_OF_WHOLE: i128 = 10_000 * 365;
    let owed =
        i128::from(amount.0) * i128::from(base.saturating_add(ABOVE_BASE)) * i128::from(days_late.max(0));
    Pence(i64::try_from((owed + YEAR_OF_WHOLE / 2) / YEAR_OF_WHOLE).unwrap_or(i64::MAX))
}

/// Tenths as people write them: `97.5`.
pub fn tenths(value: i64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

/// The day on which 30 days are over.
pub fn due(received: Date) -> Date {
    Calendar::england().add_days(received, DAYS_TO_PAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn payment(received: &str, paid: &str, pounds: i64) -> Payment {
        Payment {
            received: d(received),
            due: due(d(received)),
            paid: d(paid),
            amount: Pence::pounds(pounds),
            disputed: false,
        }
    }

    #[test]
    fn half_years_end_in_march_and_september() {
        let last = |day: &str| HalfYear::of(d(day)).last_day().to_string();
        assert_eq!(last("2026-03-31"), "2026-03-31");
        assert_eq!(last("2026-04-01"), "2026-09-30");
        assert_eq!(last("2026-10-01"), "2027-03-31");
        assert_eq!(last("2027-01-05"), "2027-03-31");
        let now = HalfYear::of(d("2026-11-29"));
        let before: Vec<String> =
            std::iter::successors(Some(now), |h| h.before()).map(|h| h.first_day().to_string()).collect();
        assert_eq!(before, ["2026-10-01", "2026-04-01", "2025-10-01"]);
    }

    #[test]
    fn what_is_late_is_counted_with_its_interest() {
        let mut disputed = payment("2026-04-01", "2026-08-01", 9_000);
        disputed.disputed = true;
        let all = [
            payment("2026-04-01", "2026-05-01", 100),
            payment("2026-04-01", "2026-04-11", 100),
            // 365 days late at 12 percent.
            payment("2026-04-01", "2027-05-01", 100),
            disputed,
        ];
        let found = Figures::of(&all, Some(400));
        assert_eq!((found.paid, found.in_time, found.disputed), (3, 2, 1));
        assert_eq!((found.late_amount, found.interest), (Pence::pounds(100), Some(Pence::pounds(12))));
        assert_eq!(found.share(), Some(667));
        assert_eq!(found.average_days(), Some((30 + 10 + 395) * 10 / 3));
        assert_eq!(Figures::of(&all, None).interest, None);
        assert_eq!((Figures::default().share(), Figures::default().average_days()), (None, None));
        assert_eq!(tenths(667), "66.7");
    }

    proptest! {
        #[test]
        fn interest_grows_with_each_day_and_is_never_below_nought(
            amount in 0_i64..100_000_000, base in 0_i64..2_000, days in 0_i32..2_000
        ) {
            let one = interest(Pence(amount), base, days);
            prop_assert!(one >= Pence::ZERO);
            prop_assert!(interest(Pence(amount), base, days + 1) >= one);
            prop_assert_eq!(interest(Pence(amount), base, 0), Pence::ZERO);
        }
    }
}
