//! What can be done with letters, one verb a file.

mod acknowledge;
mod approve;
mod expect;
mod follow_up;
mod give_back;
mod own;
mod pass_on;
mod receive;

#[cfg(test)]
mod tests;

pub use acknowledge::acknowledge;
pub use approve::{Approval, approval_fields, approve};
pub use expect::{expect_extra, expect_next};
pub use follow_up::{FollowUp, Next, follow_up, follow_up_fields};
pub use give_back::{GiveBack, give_back, give_back_fields};
pub use own::{Mine, mine, open_of, read_own, wish_own, write_own};
pub use pass_on::{PassOn, pass_on, pass_on_fields};
pub use receive::{Came, came_fields, receive};

use access::{Act, connections::Letter as Kind};
use casework::promises::{self, About};
use kernel::{Id, PromiseKind, Result, Timestamp, kinds::Organisation};

use super::store::{self, Letter};

/// A promise about a letter: it names the letter alone, so that it stands on neither side of the wall.
fn about(agency: Id<Organisation>, letter: Id<Kind>) -> About {
    About { agency, case: None, enquiry: None, thing: letter.cast() }
}

/// A letter came: it waits to be checked, and nobody has to be asked about it any more.
fn came(act: &Act<'_>, letter: &Letter) -> Result<()> {
    promises::withdraw(act, letter.id.cast(), PromiseKind::LetterFollowUp)?;
    promises::make(act, about(letter.agency, letter.id), PromiseKind::LetterChecked, act.now())
}

/// Somebody is to ask about a letter within the agency's time from `start`.
pub(super) fn to_be_asked_about(
    act: &Act<'_>,
    agency: Id<Organisation>,
    letter: Id<Kind>,
    start: Timestamp,
) -> Result<()> {
    promises::make(act, about(agency, letter), PromiseKind::LetterFollowUp, start)
}

/// Writes the letter as it is now and what happened to it.
fn keep(
    act: &Act<'_>,
    version: i64,
    letter: &Letter,
    step: super::model::Step,
    words: &str,
    copy: &str,
) -> Result<()> {
    store::save(act, version, letter)?;
    store::note(act, letter.id, step, words, copy)
}
