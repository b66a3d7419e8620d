//! Small words and pieces that the rooms of this crate share.

use access::{Look, accounts};
use kernel::{
    Calendar, Date, Error, Id, Result, Timestamp,
    kinds::{Account, Organisation},
    local_date,
};

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

/// The name of somebody who signed in; "Another system" for a machine.
pub(crate) fn name_of(look: &Look<'_>, account: Option<Id<Account>>) -> Result<String> {
    match account {
        Some(id) => Ok(accounts::by_id(look, id)?.name),
        None => Ok("Another system".into()),
    }
}

/// Refuses a provider that is not approved.
///
/// # Errors
/// `Invalid` on `provider`.
pub(crate) fn approved(look: &Look<'_>, provider: Id<Organisation>) -> Result<()> {
    let known = commissioning::providers::store::approved(look)?.iter().any(|p| p.id == provider);
    if known { Ok(()) } else { Err(Error::field("provider", "Choose a provider from the list")) }
}

/// When a clock starts that counts from a day: at its end, or now if it is not over.
pub(crate) fn start_of_clock(day: Date, now: Timestamp) -> Timestamp {
    Calendar::england().end_of(day).min(now)
}

/// Refuses a day to come.
///
/// # Errors
/// `Invalid` on `field`.
pub(crate) fn not_to_come(field: &str, day: Date, today: Date) -> Result<()> {
    if day > today { Err(Error::field(field, "Enter today or an earlier day")) } else { Ok(()) }
}
