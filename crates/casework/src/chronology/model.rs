//! Days that are known only roughly, and what stands in a chronology. Pure: the day of today comes in.

use std::fmt;

use kernel::{Date, Error, Id, Result, Timestamp, codes, kinds, month_name};

/// The most entries of one chronology.
pub const MOST: i64 = 1_000;
/// The first year that an entry can have.
pub const FIRST_YEAR: i16 = 1900;

codes! {
    /// What kind of thing happened.
    Kind {
        Move = "move", "Where the child lived";
        Loss = "loss", "A loss or a separation";
        Harm = "harm", "Harm or fear";
        Health = "health", "Health and development";
        School = "school", "School";
        Family = "family", "In the family";
        Court = "court", "Courts and orders";
        Help = "help", "Help and services";
        Good = "good", "Something good";
        Other = "other", "Something else";
    }
}

codes! {
    /// Whether an entry stands in the chronology.
    Standing {
        Kept = "kept", "In the chronology";
        Out = "out", "Taken out";
    }
}

/// A day, month or year, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    year: i16,
    month: i8,
    day: i8,
    about: bool,
}

impl When {
    /// A time from its parts. A day needs its month.
    ///
    /// # Errors
    /// `Invalid` beside `year`, `month` or `day`.
    pub fn new(year: i64, month: Option<i64>, day: Option<i64>, about: bool) -> Result<Self> {
        let year = i16::try_from(year).ok().filter(|y| (FIRST_YEAR..=2100).contains(y));
        let year =
            year.ok_or_else(|| Error::field("year", "Enter the year in four figures, such as 2014"))?;
        let month = match month {
            None if day.is_some() => {
                return Err(Error::field("month", "Enter the month too, or leave the day out"));
            }
            None => 0,
            Some(month) => i8::try_from(month)
                .ok()
                .filter(|m| (1..=12).contains(m))
                .ok_or_else(|| Error::field("month", "Enter a month from 1 to 12"))?,
        };
        let day = match day {
            None => 0,
            Some(day) => i8::try_from(day)
                .ok()
                .filter(|d| Date::new(year, month, *d).is_ok())
                .ok_or_else(|| Error::field("day", "Enter a day that this month has, or leave it out"))?,
        };
        Ok(When { year, month, day, about })
    }

    /// A day that is known.
    pub fn on(date: Date) -> Self {
        When { year: date.year(), month: date.month(), day: date.day(), about: false }
    }

    /// The parts: year, month and day as far as they are known.
    pub fn parts(self) -> (i16, Option<i8>, Option<i8>) {
        let known = |part: i8| (part > 0).then_some(part);
        (self.year, known(self.month), known(self.day))
    }

    /// Whether it is only about then.
    pub fn is_about(self) -> bool {
        self.about
    }

    /// The stored key, which sorts in order of time; a year stands before its months, a month before its days.
    pub fn key(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Reads a stored key.
    ///
    /// # Errors
    /// `Internal` for what nobody stored.
    pub fn stored(key: &str, about: bool) -> Result<Self> {
        let bad = || Error::Internal("a time of the chronology cannot be read".into());
        let mut parts = key.split('-');
        let mut next = || parts.next().ok_or_else(bad);
        let (year, month, day) = (next()?, next()?, next()?);
        Ok(When {
            year: year.parse().map_err(|_| bad())?,
            month: month.parse().map_err(|_| bad())?,
            day: day.parse().map_err(|_| bad())?,
            about,
        })
    }

    /// Whether it certainly lies after a day.
    pub fn is_after(self, today: Date) -> bool {
        let (year, month, day) = self.parts();
        let known = (year, month.unwrap_or(1), day.unwrap_or(1));
        known > (today.year(), today.month(), today.day())
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.about {
            f.write_str("about ")?;
        }
        if self.day > 0 {
            write!(f, "{} ", self.day)?;
        }
        if let Some(month) = month_name(self.month) {
            write!(f, "{month} ")?;
        }
        write!(f, "{}", self.year)
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Id<()>,
    /// When.
    pub when: When,
    /// What kind of thing.
    pub kind: Kind,
    /// What happened.
    pub words: String,
    /// Who says so, or which paper; may be empty.
    pub source: String,
    /// The line of the timeline that it was taken from.
    pub event: Option<Id<kinds::Event>>,
    /// Whether it stands in the chronology.
    pub standing: Standing,
    /// When it was added.
    pub added: Timestamp,
    /// By whom.
    pub by: Option<Id<kinds::Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

/// Which entries are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Of this kind alone.
    pub kind: Option<Kind>,
    /// From this year on.
    pub from: Option<i16>,
    /// Until this year, which is included.
    pub to: Option<i16>,
}

impl Wanted {
    /// What an address asks for; what cannot be read asks for nothing.
    pub fn read(kind: &str, from: &str, to: &str) -> Self {
        let year = |text: &str| text.parse().ok().filter(|y| (FIRST_YEAR..=2100).contains(y));
        Wanted { kind: Kind::from_code(kind), from: year(from), to: year(to) }
    }

    /// Whether an entry is one of them.
    pub fn takes(self, entry: &Entry) -> bool {
        let (year, ..) = entry.when.parts();
        self.kind.is_none_or(|kind| kind == entry.kind)
            && self.from.is_none_or(|from| from <= year)
            && self.to.is_none_or(|to| year <= to)
    }

    /// The same as the end of an address.
    pub fn query(self) -> String {
        let year = |y: Option<i16>| y.map(|y| y.to_string()).unwrap_or_default();
        format!("kind={}&from={}&to={}", self.kind.map_or("", Kind::code), year(self.from), year(self.to))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_is_as_rough_as_what_is_known() {
        let said = |y, m, d, about| When::new(y, m, d, about).unwrap().to_string();
        assert_eq!(said(2014, Some(3), Some(9), false), "9 March 2014");
        assert_eq!(said(2014, Some(3), None, true), "about March 2014");
        assert_eq!(said(2014, None, None, true), "about 2014");
        let field = |y, m, d| match When::new(y, m, d, false).unwrap_err() {
            Error::Invalid(wrong) => wrong.0[0].field.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(field(14, None, None), "year");
        assert_eq!(field(2014, None, Some(3)), "month");
        assert_eq!(field(2014, Some(13), None), "month");
        assert_eq!(field(2015, Some(2), Some(29)), "day");
        assert!(When::new(2016, Some(2), Some(29), false).is_ok());
    }

    #[test]
    fn what_is_to_come_is_known_only_where_it_is_certain() {
        let today: Date = "2026-11-20".parse().unwrap();
        let after = |y, m, d| When::new(y, m, d, false).unwrap().is_after(today);
        assert!(!after(2026, None, None) && !after(2026, Some(11), None) && !after(2026, Some(11), Some(20)));
        assert!(after(2026, Some(11), Some(21)) && after(2026, Some(12), None) && after(2027, None, None));
    }

    #[test]
    fn years_bound_what_is_shown() {
        let wanted = Wanted::read("school", "2014", "2015");
        let entry = |key: &str, kind| Entry {
            id: Id::random(),
            when: When::stored(key, false).unwrap(),
            kind,
            words: String::new(),
            source: String::new(),
            event: None,
            standing: Standing::Kept,
            added: "2026-11-20T09:00:00Z".parse().unwrap(),
            by: None,
            version: 1,
        };
        for (key, inside) in
            [("2013-12-31", false), ("2014-00-00", true), ("2015-12-31", true), ("2016-00-00", false)]
        {
            assert_eq!(wanted.takes(&entry(key, Kind::School)), inside, "{key}");
            assert!(!wanted.takes(&entry(key, Kind::Loss)), "of another kind");
            assert!(Wanted::default().takes(&entry(key, Kind::Loss)));
        }
        assert_eq!(Wanted::read("none", "x", "99999"), Wanted::default());
        assert_eq!(wanted.query(), "kind=school&from=2014&to=2015");
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn keys_come_back_and_sort_in_order_of_time(
            a in (1900_i64..2100, prop::option::of(1_i64..13), prop::option::of(1_i64..29)),
            b in (1900_i64..2100, prop::option::of(1_i64..13), prop::option::of(1_i64..29)),
            about in any::<bool>(),
        ) {
            let when = |(y, m, d): (i64, Option<i64>, Option<i64>)| When::new(y, m, m.and(d), about).unwrap();
            let (a, b) = (when(a), when(b));
            prop_assert_eq!(When::stored(&a.key(), about).unwrap(), a);
            prop_assert_eq!(a.key().cmp(&b.key()), a.cmp(&b));
        }

        #[test]
        fn any_numbers_are_read_without_panic(y in any::<i64>(), m in any::<Option<i64>>(), d in any::<Option<i64>>()) {
            let _ = When::new(y, m, d, false);
        }
    }
}
