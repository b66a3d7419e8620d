//! Small words and pieces that the rooms of this crate share.

use ::store::{Column, Keys, Value};
use access::{Look, accounts};
use casework::cases::promise_list::standing_tag;
use kernel::{
    Coded, Date, Error, FieldError, Id, Invalid, PromiseState, Result, Timestamp, kinds::Account, local_date,
};
use page::kit::{self, Choice, Input, Markup, html};
use page::{Fields, Response, mend};

/// The longest letter, in characters: some twelve written pages.
pub(crate) const LETTER: usize = 20_000;
/// The longest reason or note, in characters.
pub(crate) const NOTE: usize = 4_000;
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

/// A day by which something is owed that was promised on `made`, and how that stands `now`.
pub(crate) fn owed(now: Timestamp, made: Timestamp, due: Timestamp) -> Markup {
    let state = PromiseState::at(now, made, due, None, false);
    html! { (day_of(due)) " " (standing_tag(state, due, now)) }
}

/// The name of somebody who signed in; "Hearth" for what it did by itself.
pub(crate) fn name_of(look: &Look<'_>, account: Option<Id<Account>>) -> Result<String> {
    match account {
        Some(id) => Ok(accounts::by_id(look, id)?.name),
        None => Ok("Hearth".into()),
    }
}

/// A message beside a field.
pub(crate) fn wrong(field: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.to_owned(), message: message.into() }
}

/// Nothing wrong, or all of it.
pub(crate) fn all_right(wrong: Vec<FieldError>) -> Result<()> {
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}

/// Text that may be empty, sealed with these keys: nothing is stored then.
pub(crate) fn kept<T>(keys: &Keys, column: Column, id: Id<T>, text: &str) -> Result<Value> {
    if text.is_empty() { Ok(Value::Null) } else { Ok(keys.seal(column, id, text)?.into()) }
}

/// A day as it is stored.
pub(crate) fn stored_day(text: &str) -> Result<Date> {
    text.parse().map_err(|e| Error::internal("a stored day", e))
}

/// Every value of a closed list, as choices.
pub(crate) fn choices<T: Coded>() -> Vec<Choice> {
    T::all().iter().map(|v| kit::choice(v.code_of(), v.label_of())).collect()
}

/// One line that was typed before, with what is wrong with it.
pub(crate) fn line(fields: &Fields, invalid: &Invalid, name: &str, label: &str) -> Input {
    kit::input(name, label).autocomplete("off").value(fields.raw(name)).error(invalid.of(name))
}

/// The length that a counted field allows.
pub(crate) fn most(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// What a form answers: the next page, or the form again with what is wrong.
pub(crate) enum Sent {
    /// It was done.
    Done(Response),
    /// It has to be mended.
    Mend(Invalid),
}

/// Sorts the answer of a change into done and to be mended; any other error stays one.
pub(crate) fn sent(done: Result<Response>) -> Result<Sent> {
    match done {
        Ok(response) => Ok(Sent::Done(response)),
        Err(error) => Ok(Sent::Mend(mend(error)?)),
    }
}

/// The version a form sends: the newest one once a clash was told, since sending again then means it.
pub(crate) fn version_of(fields: &Fields, invalid: &Invalid, newest: i64) -> String {
    let told = invalid.0.iter().any(|e| e.field.is_empty());
    match fields.raw("version") {
        sent if !sent.is_empty() && !told => sent.to_owned(),
        _ => newest.to_string(),
    }
}
