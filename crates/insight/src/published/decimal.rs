//! Figures exactly as they were published: whole numbers, decimals, and lengths of time.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

/// An exact decimal number of at most 18 digits. `45.0` and `45` are the same number and
/// are kept alike, so that a table printed with another number of places changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Decimal {
    digits: i64,
    places: u8,
}

/// What could not be read, in words that finish the sentence "this row was left out: ...".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotANumber;

impl Decimal {
    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Decimal { digits: number, places: 0 }
    }

    /// The number times ten to the power of [`Decimal::places`].
    pub fn digits(self) -> i64 {
        self.digits
    }

    /// How many places it has after the point, 0 to 18, without closing noughts.
    pub fn places(self) -> u8 {
        self.places
    }

    /// The number, if it is a whole one.
    pub fn as_whole(self) -> Option<i64> {
        (self.places == 0).then_some(self.digits)
    }

    /// The nearest binary number: for drawing charts, never for sums.
    pub fn to_f64(self) -> f64 {
        // Reading the text gives the nearest there is; dividing might not.
        self.to_string().parse().unwrap_or(f64::NAN)
    }
}

impl FromStr for Decimal {
    type Err = NotANumber;

    /// Reads `12`, `-3`, `45.5`, `1,234` with commas every three digits. No signs of
    /// currency or percent, no exponents.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, part) = body.split_once('.').map_or((body, None), |(w, p)| (w, Some(p)));
        let whole = ungrouped(whole).ok_or(NotANumber)?;
        let part = match part {
            Some(p) if p.is_empty() || !p.bytes().all(|b| b.is_ascii_digit()) => return Err(NotANumber),
            Some(p) => p.trim_end_matches('0'),
            None => "",
        };
        let all = format!("{whole}{part}");
        let all = all.trim_start_matches('0');
        if all.len() > 18 || part.len() > 18 {
            return Err(NotANumber);
        }
        let digits: i64 = if all.is_empty() { 0 } else { all.parse().map_err(|_| NotANumber)? };
        let places = u8::try_from(part.len()).map_err(|_| NotANumber)?;
        Ok(Decimal { digits: if negative { -digits } else { digits }, places })
    }
}

/// The digits of a whole number without its commas, which must stand every three digits.
fn ungrouped(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split(',').collect();
    let digits = |g: &&str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    let grouped = groups.len() == 1
        || groups.first().is_some_and(|g| g.len() <= 3) && groups.iter().skip(1).all(|g| g.len() == 3);
    (grouped && groups.iter().all(digits)).then(|| groups.concat())
}

impl fmt::Display for Decimal {
    /// `-12.5`; reads back as the same number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let places = usize::from(self.places);
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        if part.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

impl Serialize for Decimal {
    /// A JSON number: exact when whole, otherwise the nearest binary number.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.as_whole() {
            Some(whole) => to.serialize_i64(whole),
            None => to.serialize_f64(self.to_f64()),
        }
    }
}

/// A length of time in whole months, 0 to 1,199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Months(u16);

impl Months {
    /// So many months, if they can be written as years and months of two digits.
    pub fn new(months: u16) -> Option<Self> {
        (months < 1200).then_some(Months(months))
    }

    /// Whole months.
    pub fn count(self) -> u16 {
        self.0
    }

    /// `1 year 7 months`, as people say it.
    pub fn words(self) -> String {
        let part = |n: u16, one: &str| match n {
            1 => format!("1 {one}"),
            n => format!("{n} {one}s"),
        };
        match (self.0 / 12, self.0 % 12) {
            (0, months) => part(months, "month"),
            (years, 0) => part(years, "year"),
            (years, months) => format!("{} {}", part(years, "year"), part(months, "month")),
        }
    }
}

impl FromStr for Months {
    type Err = NotANumber;

    /// Reads `YY:MM` and nothing else; months run from 00 to 11.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let &[y1, y2, b':', m1, m2] = text.as_bytes() else { return Err(NotANumber) };
        let digit = |b: u8| b.is_ascii_digit().then(|| u16::from(b - b'0')).ok_or(NotANumber);
        let (years, months) = (digit(y1)? * 10 + digit(y2)?, digit(m1)? * 10 + digit(m2)?);
        if months > 11 { Err(NotANumber) } else { Ok(Months(years * 12 + months)) }
    }
}

impl fmt::Display for Months {
    /// `01:07`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 12, self.0 % 12)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_exact() {
        let text = |t: &str| t.parse::<Decimal>().map(|d| d.to_string());
        assert_eq!(text("45.0"), Ok("45".into()));
        assert_eq!(text("0.05"), Ok("0.05".into()));
        assert_eq!(text("-0.50"), Ok("-0.5".into()));
        assert_eq!(text("1,234,567.8"), Ok("1234567.8".into()));
        assert_eq!(text("007"), Ok("7".into()));
        assert_eq!(text("45.4545454545454545"), Ok("45.4545454545454545".into()));
        for bad in
            ["", "-", ".", "1.", ".5", "1e3", "+4", "12,34", "1,2345", "12%", "£5", "1 0", "NaN", "--1"]
        {
            assert_eq!(text(bad), Err(NotANumber), "{bad}");
        }
        assert_eq!(text("9999999999999999999"), Err(NotANumber), "more digits than are kept exactly");
    }

    #[test]
    fn lengths_of_time_are_strict() {
        assert_eq!("01:07".parse::<Months>().unwrap().count(), 19);
        assert_eq!("01:07".parse::<Months>().unwrap().words(), "1 year 7 months");
        assert_eq!("00:00".parse::<Months>().unwrap().words(), "0 months");
        assert_eq!("02:00".parse::<Months>().unwrap().words(), "2 years");
        for bad in ["1:07", "01:12", "01:7", "01-07", "01:07 ", "001:07", "٠١:٠٧", ""] {
            assert_eq!(bad.parse::<Months>(), Err(NotANumber), "{bad}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(5), ..ProptestConfig::default() })]

        #[test]
        fn lengths_read_back(months in 0_u16..1200) {
            let length = Months::new(months).unwrap();
            prop_assert_eq!(length.to_string().parse::<Months>(), Ok(length));
        }

        #[test]
        fn numbers_read_back(digits in -999_999_999_999_i64..999_999_999_999, places in 0_u32..10) {
            let (whole, part) = (digits.abs() / 10_i64.pow(places), digits.abs() % 10_i64.pow(places));
            let sign = if digits < 0 { "-" } else { "" };
            let text = match usize::try_from(places).unwrap() {
                0 => format!("{sign}{whole}"),
                width => format!("{sign}{whole}.{part:0width$}"),
            };
            let number: Decimal = text.parse().unwrap();
            prop_assert_eq!(number.to_string().parse::<Decimal>(), Ok(number));
            prop_assert_eq!(number.to_f64(), text.parse::<f64>().unwrap());
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,30}") {
            let _ = (text.parse::<Decimal>(), text.parse::<Months>());
        }
    }
}
