//! Small words and pieces that the rooms for when it gets hard share.

use access::{Look, accounts};
use kernel::{
    Coded, Date, Error, Id, Result, Timestamp,
    kinds::{Account, Organisation},
    local_date,
};
use page::kit;

pub use page::fine;

/// The longest text, in characters.
pub const NOTE: usize = 4_000;
/// The longest name or other single line, in characters.
pub const LINE: usize = 200;

/// A day as people write it: `3 March 2026`.
pub fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// The day of an instant in England.
pub fn day_of(at: Timestamp) -> String {
    day(local_date(at))
}

/// The name of somebody who signed in; "Another system" for a machine.
pub fn name_of(look: &Look<'_>, account: Option<Id<Account>>) -> Result<String> {
    match account {
        Some(id) => Ok(accounts::by_id(look, id)?.name),
        None => Ok("Another system".into()),
    }
}

/// Every value of a closed list, to choose from, after a first line that chooses none.
pub fn options<T: Coded>(first: &str) -> Vec<(String, String)> {
    let all = T::all().iter().map(|v| (v.code_of().to_owned(), v.label_of().to_owned()));
    std::iter::once((String::new(), first.to_owned())).chain(all).collect()
}

/// Every value of a closed list as radios.
pub fn choices<T: Coded>() -> Vec<kit::Choice> {
    T::all().iter().map(|v| kit::choice(v.code_of(), v.label_of())).collect()
}

/// Refuses somebody who is no worker of the agency.
///
/// # Errors
/// `Invalid` on `field`.
pub fn colleague(look: &Look<'_>, agency: Id<Organisation>, who: Id<Account>, field: &str) -> Result<()> {
    if accounts::colleagues(look, agency)?.iter().any(|a| a.id == who) {
        return Ok(());
    }
    Err(Error::field(field, "Choose somebody of your agency from the list"))
}

/// The workers of an agency to choose from, after a first line that chooses none.
pub fn team(look: &Look<'_>, agency: Id<Organisation>, first: &str) -> Result<Vec<(String, String)>> {
    let all = accounts::colleagues(look, agency)?.into_iter().map(|a| (a.id.to_string(), a.name));
    Ok(std::iter::once((String::new(), first.to_owned())).chain(all).collect())
}
