//! What can be done to a chronology, one verb a file.

mod add;
mod change;
mod gather;
mod stand;
#[cfg(test)]
mod tests;

pub use add::add;
pub use change::change;
pub use gather::gather;
pub use stand::stand;

use access::{Act, Action, Grant, One};
use kernel::{Error, Result, kinds::Case};

use super::{model::When, store};
use crate::cases;

/// The rule by the code that a refusal carries: the chronology is full.
pub const FULL: &str = "chronology.full";

/// Refuses to write into a closed case.
fn must_be_open<A: Action>(act: &Act<'_>, grant: &Grant<A, One<Case>>) -> Result<()> {
    cases::store::must_be_open(&cases::store::load(act, grant)?)
}

/// Refuses more entries than a chronology takes.
fn must_have_room<A: Action>(act: &Act<'_>, grant: &Grant<A, One<Case>>, more: usize) -> Result<()> {
    if i64::try_from(more).unwrap_or(i64::MAX) > store::room(act, grant)? {
        return Err(Error::refused(
            FULL,
            "This chronology is full. Take out what matters least, then add this again.",
        ));
    }
    Ok(())
}

/// Refuses what has not happened yet.
fn must_have_happened(act: &Act<'_>, when: When) -> Result<()> {
    if when.is_after(act.today()) {
        return Err(Error::field("year", "Enter a time that is not in the future"));
    }
    Ok(())
}
