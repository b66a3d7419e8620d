//! Small words and pieces that the rooms of this crate share.

use access::{Look, accounts};
use kernel::{Coded, Date, Id, Result, Timestamp, kinds::Account, local_date};
use page::kit;

pub(crate) use page::fine;

/// The longest description, in characters.
pub(crate) const TEXT: usize = 4_000;
/// The longest note or reason, in characters.
pub(crate) const NOTE: usize = 1_000;
/// The longest name or other single line, in characters.
pub(crate) const LINE: usize = 200;

/// A day as people write it: `3 March 2026`.
pub(crate) fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The day of an instant in England.
pub(crate) fn day_of(at: Timestamp) -> String {
    day(local_date(at))
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

/// The labels of several values, joined.
pub(crate) fn labels<T: Coded>(values: &[T]) -> String {
    values.iter().map(|v| v.label_of()).collect::<Vec<_>>().join(", ")
}

/// The name of somebody who signed in; "Another system" for a machine.
pub(crate) fn name_of(look: &Look<'_>, account: Option<Id<Account>>) -> Result<String> {
    match account {
        Some(id) => Ok(accounts::by_id(look, id)?.name),
        None => Ok("Another system".into()),
    }
}
