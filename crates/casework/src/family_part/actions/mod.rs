//! What is done with the family's own part of the plan, one verb a file.

pub mod answer;
pub mod tell;
pub mod write;

use access::Act;
use kernel::Result;
use page::Fields;

use super::model::{SaidAs, Words};
use crate::{
    cases::store::Case,
    timeline::{self, EventKind, NewEvent},
    words::NOTE,
};

/// Reads the three boxes, each of which may be empty.
fn words(f: &mut Fields) -> Words {
    let mut text = |name| f.optional(name, NOTE).unwrap_or_default();
    Words { wants: text("wants"), does: text("does"), matters: text("matters") }
}

/// Tells the timeline. What a young person wrote is told to workers alone.
fn note(act: &Act<'_>, case: &Case, said_as: SaidAs, words: &str) -> Result<()> {
    let event = NewEvent {
        agency: case.agency,
        case: case.id,
        kind: EventKind::Plan,
        words,
        link: None,
        family_sees: said_as == SaidAs::Family,
    };
    timeline::note(act, event)
}
