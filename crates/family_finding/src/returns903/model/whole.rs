//! A whole return: the rows of its tables, grouped by child.

use std::{collections::HashMap, ops::Range};

use jiff::civil::Date;
use kernel::{Error, Result};

use super::tables::{Ad1, ChildNumber, Episode, Header, LastPlaced, Placed, PrevPerm, Table, Uasc};

/// The year of a return, named by the calendar year in which it ends: 2025 is 1 April 2024 to 31 March 2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(i16);

impl Year {
    /// The year that ends in this calendar year; from 2016, when the tables got the shape that is read here, to 2100.
    pub fn new(ending: i16) -> Option<Self> {
        (2016..=2100).contains(&ending).then_some(Year(ending))
    }

    /// Reads `2025`.
    ///
    /// # Errors
    /// What to type instead.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        text.trim().parse().ok().and_then(Year::new).ok_or_else(|| {
            "Give the year in which the return ends, such as 2025 for 1 April 2024 to 31 March 2025"
                .to_owned()
        })
    }

    /// The calendar year in which it ends.
    pub fn ending(self) -> i16 {
        self.0
    }

    /// The year before.
    pub fn before(self) -> Year {
        Year(self.0 - 1)
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        Date::new(self.0 - 1, 4, 1).unwrap_or(Date::MIN)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        Date::new(self.0, 3, 31).unwrap_or(Date::MAX)
    }

    /// The year that a day falls in.
    pub fn of(day: Date) -> i16 {
        if day.month() >= 4 { day.year() + 1 } else { day.year() }
    }

    /// Whether a day falls in it.
    pub fn holds(self, day: Date) -> bool {
        (self.first_day()..=self.last_day()).contains(&day)
    }
}

impl std::fmt::Display for Year {
    /// `year to 31 March 2025`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "year to 31 March {}", self.0)
    }
}

/// The most rows of one return. The whole of England has about a third of this.
pub const MOST_ROWS: usize = 1_000_000;

/// The rows of a return and the children they are about.
#[derive(Debug, Clone, Default)]
pub struct Return {
    children: Vec<Box<str>>,
    numbers: HashMap<Box<str>, ChildNumber>,
    given: Vec<Table>,
    /// Rows of Header.
    pub headers: Vec<Header>,
    /// Rows of Episodes.
    pub episodes: Vec<Episode>,
    /// Rows of AD1.
    pub ad1: Vec<Ad1>,
    /// Rows of PlacedAdoption.
    pub placed: Vec<Placed>,
    /// Rows of PrevPerm.
    pub prev_perm: Vec<PrevPerm>,
    /// Rows of UASC.
    pub uasc: Vec<Uasc>,
    /// Decisions of last year's return, where it was taken in before.
    pub last: Vec<LastPlaced>,
}

impl Return {
    /// The number of the child with this id, which is told apart by the id exactly as it stands.
    pub fn child(&mut self, id: &str) -> ChildNumber {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = ChildNumber::try_from(self.children.len()).unwrap_or(ChildNumber::MAX);
        self.children.push(id.into());
        self.numbers.insert(id.into(), number);
        number
    }

    /// The number of a child that was met.
    pub fn number(&self, id: &str) -> Option<ChildNumber> {
        self.numbers.get(id).copied()
    }

    /// The id of a child by its number.
    pub fn id(&self, child: ChildNumber) -> &str {
        self.children.get(child as usize).map_or("", |id| id)
    }

    /// How many children were met.
    pub fn children(&self) -> usize {
        self.children.len()
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.headers.len()
            + self.episodes.len()
            + self.ad1.len()
            + self.placed.len()
            + self.prev_perm.len()
            + self.uasc.len()
    }

    /// Whether a table was given, if only as a heading without rows.
    pub fn has(&self, table: Table) -> bool {
        self.given.contains(&table)
    }

    /// The tables that were given, in their order.
    pub fn tables(&self) -> &[Table] {
        &self.given
    }

    /// Notes that a table is given.
    ///
    /// # Errors
    /// Refused by rule `return.twice` when it was given before.
    pub fn give(&mut self, table: Table) -> Result<()> {
        if self.has(table) {
            return Err(Error::refused(
                "return.twice",
                format!("Two of the files are the table {}. Leave one of them out.", table.code()),
            ));
        }
        self.given.push(table);
        self.given.sort();
        Ok(())
    }

    /// Puts the rows in the order of their children, and each child's in the order of their days. Whatever
    /// the order in the files, what follows is the same.
    pub fn settle(&mut self) {
        std::thread::scope(|scope| {
            // There are as many episodes as all others together.
            scope.spawn(|| self.episodes.sort_unstable());
            self.headers.sort_unstable();
            self.ad1.sort_unstable();
            self.placed.sort_unstable();
            self.prev_perm.sort_unstable();
            self.uasc.sort_unstable();
            self.last.sort_unstable();
        });
    }

    /// Goes over the children, each with its rows. Only after [`Return::settle`].
    pub fn each<'a>(&'a self, work: impl FnMut(&Child<'a>)) {
        self.each_of(0..self.last_number(), work);
    }

    /// Parts the children into so many shares, alike in size, of which none is left out.
    pub fn shares(&self, count: usize) -> impl Iterator<Item = Range<ChildNumber>> {
        let all = self.last_number();
        let share = all.div_ceil(ChildNumber::try_from(count.max(1)).unwrap_or(ChildNumber::MAX)).max(1);
        let step = usize::try_from(share).unwrap_or(usize::MAX);
        (0..all).step_by(step).map(move |first| first..first.saturating_add(share).min(all))
    }

    fn last_number(&self) -> ChildNumber {
        ChildNumber::try_from(self.children.len()).unwrap_or(ChildNumber::MAX)
    }

    /// Goes over some of the children, each with its rows. Only after [`Return::settle`].
    pub fn each_of<'a>(&'a self, numbers: Range<ChildNumber>, mut work: impl FnMut(&Child<'a>)) {
        let first = numbers.start;
        let mut rest = Child {
            number: first,
            headers: from(&self.headers, |row| row.child < first),
            episodes: from(&self.episodes, |row| row.child < first),
            ad1: from(&self.ad1, |row| row.child < first),
            placed: from(&self.placed, |row| row.child < first),
            prev_perm: from(&self.prev_perm, |row| row.child < first),
            uasc: from(&self.uasc, |row| row.child < first),
            last: from(&self.last, |row| row.child < first),
        };
        for number in numbers {
            let child = Child {
                number,
                headers: cut(&mut rest.headers, |row| row.child == number),
                episodes: cut(&mut rest.episodes, |row| row.child == number),
                ad1: cut(&mut rest.ad1, |row| row.child == number),
                placed: cut(&mut rest.placed, |row| row.child == number),
                prev_perm: cut(&mut rest.prev_perm, |row| row.child == number),
                uasc: cut(&mut rest.uasc, |row| row.child == number),
                last: cut(&mut rest.last, |row| row.child == number),
            };
            work(&child);
        }
    }
}

/// The rows after those that come before, of rows in order.
fn from<T>(rows: &[T], before: impl Fn(&T) -> bool) -> &[T] {
    rows.split_at(rows.partition_point(before)).1
}

/// Cuts off the first rows that are one child's.
fn cut<'a, T>(rest: &mut &'a [T], own: impl Fn(&T) -> bool) -> &'a [T] {
    let count = rest.iter().take_while(|row| own(row)).count();
    let (first, after) = rest.split_at(count);
    *rest = after;
    first
}

/// The rows of one child, each table in the order of its days.
#[derive(Debug, Clone, Copy)]
pub struct Child<'a> {
    /// Which child.
    pub number: ChildNumber,
    /// Its rows of Header: one, unless the file is wrong.
    pub headers: &'a [Header],
    /// Its episodes, the earliest first, those without a day last.
    pub episodes: &'a [Episode],
    /// Its rows of AD1.
    pub ad1: &'a [Ad1],
    /// Its decisions, the earliest first, those without a day last.
    pub placed: &'a [Placed],
    /// Its rows of PrevPerm.
    pub prev_perm: &'a [PrevPerm],
    /// Its rows of UASC.
    pub uasc: &'a [Uasc],
    /// Its decisions in last year's return.
    pub last: &'a [LastPlaced],
}

#[cfg(test)]
mod tests {
    use super::{super::cell::Day, *};

    #[test]
    fn a_year_is_named_by_its_end() {
        let year = Year::parse(" 2025 ").unwrap();
        assert_eq!(
            (year.first_day().to_string(), year.last_day().to_string()),
            ("2024-04-01".into(), "2025-03-31".into())
        );
        assert_eq!(Year::of("2024-04-01".parse().unwrap()), 2025);
        assert_eq!(Year::of("2024-03-31".parse().unwrap()), 2024);
        assert!(year.holds(year.first_day()) && !year.holds("2025-04-01".parse().unwrap()));
        for bad in ["25", "2015", "2101", "2024-25", ""] {
            assert!(Year::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_table_is_given_once() {
        let mut whole = Return::default();
        whole.give(Table::Ad1).unwrap();
        whole.give(Table::Header).unwrap();
        assert_eq!(whole.tables(), [Table::Header, Table::Ad1]);
        assert!(whole.give(Table::Ad1).is_err());
    }

    #[test]
    fn shares_leave_no_child_out_and_take_none_twice() {
        for children in 0..20_u32 {
            let mut whole = Return::default();
            for number in 0..children {
                let child = whole.child(&format!("C{number}"));
                let row = Uasc { child, duc: Day::parse(b"01/02/2020"), line: number + 2 };
                // Some children have no row, some have two.
                whole.uasc.extend(std::iter::repeat_n(row, (number % 3) as usize));
            }
            whole.settle();
            let mut all = Vec::new();
            whole.each(|child| all.push((child.number, child.uasc.len())));
            assert_eq!(all.len(), children as usize);
            for count in [0, 1, 2, 3, 7, 40] {
                let mut met = Vec::new();
                for share in whole.shares(count) {
                    whole.each_of(share, |child| met.push((child.number, child.uasc.len())));
                }
                assert_eq!(met, all, "{children} children in {count} shares");
            }
        }
    }
}
