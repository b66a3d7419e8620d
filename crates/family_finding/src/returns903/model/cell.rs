//! One cell of a return: a short code, or a date, held in a few bytes so that a whole return of
//! England fits in memory and comparing two cells is comparing two numbers.

use jiff::civil::Date;

/// A code of at most seven characters, such as `E11` or `NOBT`; blank is a code too. Anything longer
/// is kept as a code that is like no other, because no code set of the return has such a one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Code(u64);

/// What a cell that is too long to be any code is kept as.
const OVERLONG: u64 = 0xff << 56;

impl Code {
    /// A blank cell.
    pub const BLANK: Code = Code(0);

    /// The code that stands in a text.
    pub const fn of(text: &str) -> Code {
        Code::of_bytes(text.as_bytes())
    }

    /// The code that stands in these bytes, as they are: `e11` is not `E11`.
    pub const fn of_bytes(bytes: &[u8]) -> Code {
        if bytes.len() > 7 {
            return Code(OVERLONG);
        }
        let (mut value, mut at) = (0_u64, 0);
        while at < bytes.len() {
            value = (value << 8) | bytes[at] as u64;
            at += 1;
        }
        Code(value)
    }

    /// Whether nothing stands in the cell.
    pub fn is_blank(self) -> bool {
        self == Code::BLANK
    }

    /// Whether this is one of these codes.
    pub fn is_in(self, codes: &[Code]) -> bool {
        codes.contains(&self)
    }

    /// The code as text.
    pub fn text(self) -> String {
        if self.0 == OVERLONG {
            return "(not a code)".to_owned();
        }
        let bytes: Vec<u8> = self.0.to_be_bytes().into_iter().skip_while(|b| *b == 0).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

/// A cell that should hold a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Day {
    /// A day of the calendar.
    On(Date),
    /// Something else: `31/02/2020`, `2020-02-01`, words.
    Wrong,
    /// Nothing.
    #[default]
    Blank,
}

impl Day {
    /// Reads `DD/MM/YYYY`, as the return writes dates; `D/M/YYYY` too, because spreadsheets drop the noughts.
    pub fn parse(bytes: &[u8]) -> Day {
        if bytes.is_empty() {
            return Day::Blank;
        }
        read_day(bytes).map_or(Day::Wrong, Day::On)
    }

    /// The day, where the cell holds one.
    pub fn on(self) -> Option<Date> {
        match self {
            Day::On(date) => Some(date),
            Day::Wrong | Day::Blank => None,
        }
    }

    /// Whether nothing stands in the cell.
    pub fn is_blank(self) -> bool {
        self == Day::Blank
    }

    /// Whether both cells hold a day and this one is the later.
    pub fn is_after(self, other: Day) -> bool {
        matches!((self, other), (Day::On(a), Day::On(b)) if a > b)
    }

    /// Whether both cells hold a day and this one is the earlier.
    pub fn is_before(self, other: Day) -> bool {
        other.is_after(self)
    }
}

fn read_day(bytes: &[u8]) -> Option<Date> {
    let (day, month, year) = thirds(bytes)?;
    let (day, month, year) = (number(day, 2)?, number(month, 2)?, number(year, 4)?);
    if year < 1000 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The three parts between two strokes.
fn thirds(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let first = bytes.iter().position(|b| *b == b'/')?;
    let (day, rest) = (bytes.get(..first)?, bytes.get(first + 1..)?);
    let second = rest.iter().position(|b| *b == b'/')?;
    Some((day, rest.get(..second)?, rest.get(second + 1..)?))
}

/// A number of 1 to `most` digits and nothing else.
fn number(digits: &[u8], most: usize) -> Option<i16> {
    if digits.is_empty() || digits.len() > most {
        return None;
    }
    digits.iter().try_fold(0_i16, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i16::from(b - b'0')))
}

/// A date of which parts may be unknown: `zz/MM/YYYY`, `zz/zz/YYYY`, `zz/zz/zzzz`, in small or capital
/// letters (DfE's guide for DATE_PERM, as the standard safeguarding dataset repeats it, item LAPP003A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum PartDay {
    /// Known to the day.
    Whole(Date),
    /// Known in part: the latest day that it can be.
    AtLatest(Date),
    /// Not known at all, and said so.
    Unknown,
    /// Something else.
    Wrong,
    /// Nothing.
    #[default]
    Blank,
}

impl PartDay {
    /// Reads such a date.
    pub fn parse(bytes: &[u8]) -> PartDay {
        if bytes.is_empty() {
            return PartDay::Blank;
        }
        if let Some(date) = read_day(bytes) {
            return PartDay::Whole(date);
        }
        read_part(bytes).unwrap_or(PartDay::Wrong)
    }

    /// Whether nothing stands in the cell.
    pub fn is_blank(self) -> bool {
        self == PartDay::Blank
    }

    /// The latest day that it can be.
    pub fn latest(self) -> Option<Date> {
        match self {
            PartDay::Whole(date) | PartDay::AtLatest(date) => Some(date),
            PartDay::Unknown | PartDay::Wrong | PartDay::Blank => None,
        }
    }
}

fn read_part(bytes: &[u8]) -> Option<PartDay> {
    let zeds =
        |part: &[u8], count: usize| part.len() == count && part.iter().all(|b| matches!(b, b'z' | b'Z'));
    let (day, month, year) = thirds(bytes)?;
    if !zeds(day, 2) {
        // An unknown month of a known day says nothing that could be checked, but is allowed: rule 632 lets
        // any element be ZZ.
        if zeds(month, 2) {
            let (day, year) = (number(day, 2)?, number(year, 4)?);
            let latest = (1..=12).rev().find_map(|m| Date::new(year, m, i8::try_from(day).ok()?).ok())?;
            return Some(PartDay::AtLatest(latest));
        }
        return None;
    }
    if zeds(month, 2) {
        if zeds(year, 4) {
            return Some(PartDay::Unknown);
        }
        return Date::new(four(year)?, 12, 31).ok().map(PartDay::AtLatest);
    }
    let first = Date::new(four(year)?, i8::try_from(number(month, 2)?).ok()?, 1).ok()?;
    Some(PartDay::AtLatest(first.last_of_month()))
}

fn four(year: &[u8]) -> Option<i16> {
    number(year, 4).filter(|year| *year >= 1000)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert_eq!(Day::parse(b"01/04/2020"), Day::On(d("2020-04-01")));
        assert_eq!(Day::parse(b"1/4/2020"), Day::On(d("2020-04-01")));
        assert_eq!(Day::parse(b"29/02/2020"), Day::On(d("2020-02-29")));
        assert_eq!(Day::parse(b""), Day::Blank);
        for wrong in [
            "31/02/2020",
            "29/02/2021",
            "2020-04-01",
            "01/04/20",
            "04/13/2020",
            "1/4",
            "a/b/cccc",
            "01/04/2020 00:00",
            "zz/04/2020",
        ] {
            assert_eq!(Day::parse(wrong.as_bytes()), Day::Wrong, "{wrong}");
        }
    }

    #[test]
    fn dates_known_in_part_are_read_as_their_latest_day() {
        assert_eq!(PartDay::parse(b"zz/02/2020"), PartDay::AtLatest(d("2020-02-29")));
        assert_eq!(PartDay::parse(b"ZZ/zz/1993"), PartDay::AtLatest(d("1993-12-31")));
        assert_eq!(PartDay::parse(b"05/ZZ/2020"), PartDay::AtLatest(d("2020-12-05")));
        assert_eq!(PartDay::parse(b"zz/zz/zzzz"), PartDay::Unknown);
        assert_eq!(PartDay::parse(b"05/02/2020"), PartDay::Whole(d("2020-02-05")));
        assert_eq!(PartDay::parse(b""), PartDay::Blank);
        for wrong in ["xx/10/2011", "zz/zz/zz", "01/13/2000", "zz/13/2000", "z/02/2020", "zz/02/zzzz"] {
            assert_eq!(PartDay::parse(wrong.as_bytes()), PartDay::Wrong, "{wrong}");
        }
    }

    #[test]
    fn codes_are_exact() {
        assert_eq!(Code::of("E11"), Code::of_bytes(b"E11"));
        assert_ne!(Code::of("E11"), Code::of("e11"));
        assert_ne!(Code::of("E1"), Code::of("E11"));
        assert!(Code::of("").is_blank());
        assert!(!Code::of("0").is_blank());
        assert_eq!(Code::of("NOBT").text(), "NOBT");
        assert_ne!(Code::of("a long remark"), Code::BLANK);
    }

    proptest! {
        #[test]
        fn noise_is_never_more_than_wrong(noise in proptest::collection::vec(any::<u8>(), 0..20)) {
            let _ = (Day::parse(&noise), PartDay::parse(&noise), Code::of_bytes(&noise).text());
        }

        #[test]
        fn what_is_written_reads_back(y in 1900_i16..2100, m in 1_i8..=12, day in 1_i8..=28) {
            let text = format!("{day:02}/{m:02}/{y}");
            prop_assert_eq!(Day::parse(text.as_bytes()).on(), Date::new(y, m, day).ok());
        }
    }
}
