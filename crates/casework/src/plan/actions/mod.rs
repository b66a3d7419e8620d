//! What can be done to a plan, one verb a file.

pub(crate) mod alone;
pub mod draft;
pub mod hand_over;
pub mod make_current;
pub mod save;
pub mod settle;
pub mod sign;

#[cfg(test)]
pub(crate) mod tests;

use access::Act;
use kernel::Result;

use super::store::Plan;
use crate::timeline::{self, EventKind, NewEvent};

/// Tells the timeline of a plan's case.
fn note(act: &Act<'_>, plan: &Plan, words: &str, family_sees: bool) -> Result<()> {
    let link = format!("/plans/{}", plan.id);
    let event = NewEvent {
        agency: plan.agency,
        case: plan.case,
        kind: EventKind::Plan,
        words,
        link: Some(&link),
        family_sees,
    };
    timeline::note(act, event)
}
