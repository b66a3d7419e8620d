//! What can be done about the early support.

mod answer;
mod ask;
mod state_offer;
mod take_part;
#[cfg(test)]
mod tests;

pub use answer::{Answer, answer};
pub use ask::{ask, ask_for_oneself};
pub use state_offer::{Offering, state_offer};
pub use take_part::{OwnTaking, TakePart, take_part, take_part_oneself};

use access::{Act, Look, Own, actions::RecordEarlySupport};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, Result, kinds::Case};

use super::store;

/// The case in whose record a family that signed in notes things: its newest that is open.
///
/// # Errors
/// `NotFound` for a family without one; `Forbidden` for who is no family.
pub(super) fn own_case(look: &Look<'_>) -> Result<Id<Case>> {
    let own = look.own::<RecordEarlySupport>()?;
    let Own::Family(_) = *own.own() else { return Err(Error::Forbidden) };
    store::newest_case(look, &own)?.ok_or(Error::NotFound)
}

/// A line of the case's timeline that the family reads too.
fn tell(act: &Act<'_>, case: &cases::Case, words: &str) -> Result<()> {
    let (agency, case) = (case.agency, case.id);
    timeline::note(
        act,
        NewEvent { agency, case, kind: EventKind::Case, words, link: None, family_sees: true },
    )
}
