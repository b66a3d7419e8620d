//! Small words and pieces that the rooms of this crate share.

use access::Act;
use casework::{
    cases::store::Case,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Coded, Date, Id, Result};
use page::{Cursor, kit};
use store::Value;

use crate::life_stages::{model::Falls, store::Whose};

pub(crate) use page::fine;

/// The longest note or reason, in characters.
pub(crate) const NOTE: usize = 1_000;
/// The longest name or other single line, in characters.
pub(crate) const LINE: usize = 200;

/// A day as people write it: `3 March 2026`.
pub(crate) fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// When a stage falls, in words: a day, or between two where the record does not say which.
pub(crate) fn when(falls: Falls) -> String {
    if falls.is_known() { day(falls.on) } else { format!("between {} and {}", day(falls.on), day(falls.by)) }
}

/// Every value of a closed list, to choose from, after a first line that chooses none.
pub(crate) fn options<T: Coded>(first: &str) -> Vec<(String, String)> {
    let all = T::all().iter().map(|v| (v.code_of().to_owned(), v.label_of().to_owned()));
    std::iter::once((String::new(), first.to_owned())).chain(all).collect()
}

/// Every value of a closed list as boxes or radios.
pub(crate) fn choices<T: Coded>() -> Vec<kit::Choice> {
    T::all().iter().map(|v| kit::choice(v.code_of(), v.label_of())).collect()
}

/// Where a page of a list in order of days begins: the day as text and the id, for a statement that asks for what is later, or as late with a
/// higher id. A cursor keeps a day as a number, such as 20261120.
pub(crate) fn after_day(after: Option<Cursor>) -> [Value; 2] {
    let day = after.map_or_else(String::new, |c| {
        format!("{:04}-{:02}-{:02}", c.key / 10_000, c.key / 100 % 100, c.key % 100)
    });
    [day.into(), after.unwrap_or(Cursor::oldest()).id.into()]
}

/// The cursor of a row with a day.
pub(crate) fn at_day(day: Date, id: Id<()>) -> Cursor {
    let key = i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day());
    Cursor { key, id }
}

/// Whose a case is.
pub(crate) fn whose(case: &Case) -> Whose {
    Whose { agency: case.agency, family: case.family, case: case.id }
}

/// A line of the case's timeline that the family reads too.
pub(crate) fn tell(act: &Act<'_>, case: &Case, kind: EventKind, words: &str) -> Result<()> {
    let (agency, case) = (case.agency, case.id);
    timeline::note(act, NewEvent { agency, case, kind, words, link: None, family_sees: true })
}
