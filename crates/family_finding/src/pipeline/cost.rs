//! What waiting costs, in the figures that one source states. Pure.
//!
//! S3 (Regionalising adoption, Department for Education, June 2015) states: foster care costs about 700 pounds a week, and a child
//! who was to be placed and never is costs at least 400,000 pounds over their childhood. They are round figures of their year, not prices of
//! any agency, so an agency can put its own weekly cost in their place.

use kernel::Pence;

/// A week of foster care (S3).
pub const WEEK_OF_FOSTERING: Pence = Pence(70_000);
/// A child who is never placed, over their childhood, at least (S3).
pub const NEVER_PLACED: Pence = Pence(40_000_000);

/// What delay comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Children who wait longer than a threshold allows.
    pub children: usize,
    /// Whole weeks beyond it, together.
    pub weeks: i64,
    /// Those weeks in foster care.
    pub delay: Pence,
    /// Children whose decision was reversed because no adopters could be found.
    pub nobody_found: usize,
    /// What those come to, at least.
    pub never_placed: Pence,
}

/// The cost of these days beyond the expected time, one number for each child, and of so many children for whom
/// nobody was found. Parts of a week are not counted.
pub fn cost(days_over: &[i32], nobody_found: usize, week: Pence) -> Cost {
    let weeks: i64 = days_over.iter().map(|days| i64::from((*days).max(0) / 7)).sum();
    let count = i64::try_from(nobody_found).unwrap_or(i64::MAX);
    Cost {
        children: days_over.iter().filter(|days| **days > 0).count(),
        weeks,
        delay: Pence(weeks.saturating_mul(week.0)),
        nobody_found,
        never_placed: Pence(count.saturating_mul(NEVER_PLACED.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_weeks_are_counted_child_by_child() {
        let found = cost(&[6, 7, 20, -3], 2, WEEK_OF_FOSTERING);
        assert_eq!((found.children, found.weeks, found.delay), (3, 3, Pence(210_000)));
        assert_eq!((found.nobody_found, found.never_placed), (2, Pence(80_000_000)));
        assert_eq!(cost(&[], 0, WEEK_OF_FOSTERING).delay, Pence(0));
        assert_eq!(cost(&[14], 0, Pence(50_000)).delay, Pence(100_000));
    }
}
