//! What can be done about an asking, one verb a file.

pub mod answer;
pub mod ask;
pub mod open;
pub mod quiet;
pub mod withdraw;

#[cfg(test)]
pub(crate) mod tests;

use access::Act;
use kernel::Result;

use super::store::Asking;
use crate::timeline::{self, EventKind, NewEvent};

/// The timeline of the case is told; what was asked and said stands with the plan.
fn note(act: &Act<'_>, k: &Asking, words: &str) -> Result<()> {
    let link = format!("/cases/{}/plan", k.case);
    let event = NewEvent {
        agency: k.agency,
        case: k.case,
        kind: EventKind::Plan,
        words,
        link: Some(&link),
        family_sees: true,
    };
    timeline::note(act, event)
}
