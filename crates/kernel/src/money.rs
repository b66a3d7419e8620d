//! Money in whole pence. No floating point ever touches an amount.

use std::{fmt, iter::Sum, ops};

use serde::{Deserialize, Serialize};

/// An amount in pence; below zero for money that leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pence(pub i64);

impl Pence {
    /// Nothing.
    pub const ZERO: Pence = Pence(0);

    /// An amount of whole pounds.
    pub const fn pounds(pounds: i64) -> Self {
        Pence(pounds * 100)
    }

    /// Reads what people type: `1,250`, `£1250.00`, `12.5`. Not below zero, at most two
    /// places, and under £1 billion.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('£').replace([',', ' '], "");
        let (pounds, pence) = text.split_once('.').unwrap_or((text.as_str(), ""));
        if pounds.is_empty() || pounds.len() > 9 || pence.len() > 2 {
            return None;
        }
        if !pounds.bytes().chain(pence.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let pounds: i64 = pounds.parse().ok()?;
        let pence: i64 = match pence.len() {
            0 => 0,
            1 => pence.parse::<i64>().ok()? * 10,
            _ => pence.parse().ok()?,
        };
        Some(Pence(pounds * 100 + pence))
    }

    /// The product with a count, if it fits.
    pub fn times(self, count: i64) -> Option<Self> {
        self.0.checked_mul(count).map(Pence)
    }

    /// Whether this is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl fmt::Display for Pence {
    /// `£1,250` for whole pounds, `£1,250.50` otherwise, `-£3` below zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let total = self.0.unsigned_abs();
        let digits = (total / 100).to_string();
        let mut pounds = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                pounds.push(',');
            }
            pounds.push(c);
        }
        match total % 100 {
            0 => write!(f, "{sign}£{pounds}"),
            pence => write!(f, "{sign}£{pounds}.{pence:02}"),
        }
    }
}

impl ops::Add for Pence {
    type Output = Pence;
    fn add(self, other: Pence) -> Pence {
        Pence(self.0.saturating_add(other.0))
    }
}
impl ops::Sub for Pence {
    type Output = Pence;
    fn sub(self, other: Pence) -> Pence {
        Pence(self.0.saturating_sub(other.0))
    }
}
impl ops::Neg for Pence {
    type Output = Pence;
    fn neg(self) -> Pence {
        Pence(self.0.saturating_neg())
    }
}
impl ops::AddAssign for Pence {
    fn add_assign(&mut self, other: Pence) {
        *self = *self + other;
    }
}
impl Sum for Pence {
    fn sum<I: Iterator<Item = Pence>>(iter: I) -> Pence {
        iter.fold(Pence::ZERO, |a, b| a + b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type_and_nothing_else() {
        assert_eq!(Pence::parse("£1,250.5"), Some(Pence(125_050)));
        assert_eq!(Pence::parse("3000"), Some(Pence::pounds(3000)));
        for bad in ["", "-5", "1.234", "£", "ten", "1e9", "9999999999", ".5", "1.-5"] {
            assert_eq!(Pence::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn shows_pounds_with_commas() {
        assert_eq!(Pence(123_456_789).to_string(), "£1,234,567.89");
        assert_eq!(Pence::pounds(2_500).to_string(), "£2,500");
        assert_eq!(Pence(-5).to_string(), "-£0.05");
    }
}
