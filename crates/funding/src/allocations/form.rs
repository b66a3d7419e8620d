//! What is asked about an allocation, in forms and in the API alike.

use kernel::{FinancialYear, Invalid};
use page::Fields;

use super::actions::Input;

/// The longest reference of a letter, in characters.
const LETTER: usize = 60;
/// The longest note, in characters.
const NOTE: usize = 500;

pub(super) fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let year = f.number("year", "Choose the financial year that the money is for", 2000, 2100);
    let amount = f.money("amount", "Enter the amount of the letter in pounds, such as 125000");
    let letter = f.required("letter", "Enter the reference of the grant letter", LETTER);
    let note = f.optional("note", NOTE);
    f.finish(|| {
        Some(Input {
            year: FinancialYear(i16::try_from(year?).ok()?),
            amount: amount?,
            letter: letter?,
            note,
        })
    })
}

pub(super) fn back(f: &mut Fields) -> Result<String, Invalid> {
    let reason = f.required("reason", "Say in a few words what was wrong", NOTE);
    f.finish(|| reason)
}

/// For the API description.
pub(super) fn describe(f: &mut Fields) {
    let _ = fields(f);
}

/// For the API description.
pub(super) fn describe_back(f: &mut Fields) {
    let _ = back(f);
}
