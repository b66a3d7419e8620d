//! What can be done with early signs.

mod record;
mod settle;
#[cfg(test)]
mod tests;

pub use record::record;
pub(crate) use settle::escalated;
pub use settle::settle;

use access::Act;
use casework::{
    cases::store::Case,
    timeline::{self, EventKind, NewEvent},
};
use kernel::Result;

/// A line of the case's timeline, for its workers.
fn note_line(act: &Act<'_>, case: &Case, words: &str) -> Result<()> {
    let link = format!("/cases/{}/early-signs", case.id);
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Escalation,
            words,
            link: Some(&link),
            family_sees: false,
        },
    )
}
