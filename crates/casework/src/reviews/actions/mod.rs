//! What is done with reviews, one verb a file.

pub mod ask;
pub mod decline;
pub mod hold;

#[cfg(test)]
mod tests;

use access::Act;
use kernel::{
    Id, Result,
    kinds::{Case, Organisation},
};

use crate::timeline::{self, EventKind, NewEvent};

/// Tells the timeline of a case, in words that its family reads.
fn note(act: &Act<'_>, agency: Id<Organisation>, case: Id<Case>, words: &str) -> Result<()> {
    let link = format!("/cases/{case}/reviews");
    let event = NewEvent { agency, case, kind: EventKind::Plan, words, link: Some(&link), family_sees: true };
    timeline::note(act, event)
}
