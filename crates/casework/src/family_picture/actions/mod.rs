//! What is done with ties, one verb a file.

pub mod change;
pub mod record;
pub mod take_back;

use kernel::{Error, Invalid, Result};
use page::Fields;

use super::model::{Details, TieKind, check};
use crate::words::{LINE, NOTE};

/// What the form and the API send of a tie.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What they are to the child.
    pub kind: TieKind,
    /// Who, since when, and who said so.
    pub details: Details,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let kind = f.choice::<TieKind>("kind", "Choose what they are to the child");
    let name = f.required("name", "Enter what the family calls them", LINE);
    let from = f.date_opt("from");
    let until = f.date_opt("until");
    let said_by = f.required("said_by", "Say who told you, such as the child or their mother", LINE);
    let note = f.optional("note", NOTE).unwrap_or_default();
    f.finish(|| {
        Some(Input { kind: kind?, details: Details { name: name?, from, until, said_by: said_by?, note } })
    })
}

fn all_right(input: &Input, today: kernel::Date) -> Result<()> {
    let wrong = check(input.kind, &input.details, today);
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}
