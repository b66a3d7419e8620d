//! Small words and pieces that the rooms of this crate share.

use access::Act;
use casework::{
    cases::store::Case,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Coded, Date, Invalid, Result};
use page::kit;

use crate::life_stages::{model::Falls, store::Whose};

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

/// Nothing is wrong.
pub(crate) fn fine() -> Invalid {
    Invalid::default()
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
