//! A letter goes back to its writer with kind words and help.

use access::{Act, actions::CheckLetters, connections::Letter as Kind};
use casework::promises;
use kernel::{Id, Invalid, PromiseKind, Result};
use page::Fields;

use super::{keep, to_be_asked_about};
use crate::{
    contact_plans::reach,
    letterbox::{model::Step, store::Letter},
    words::NOTE,
};

/// What the writer is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveBack {
    /// The version that was read.
    pub version: i64,
    /// The help, which the writer reads.
    pub help: String,
}

/// Reads [`GiveBack`].
pub fn give_back_fields(f: &mut Fields) -> Result<GiveBack, Invalid> {
    let version = f.version();
    let help = f.required("help", "Write what would help them to send it again", NOTE);
    f.finish(|| Some(GiveBack { version: version?, help: help? }))
}

/// Gives the letter back. Its writer reads the help, and may send it again; somebody asks them within the agency's time.
///
/// # Errors
/// `NotFound` for anybody but the plan's coordinator and managers; `Refused` by `letter.state`; `Stale`.
pub fn give_back(act: &Act<'_>, id: Id<Kind>, input: &GiveBack) -> Result<Letter> {
    let (grant, mut letter, _) = reach::letter::<CheckLetters>(act, id)?;
    letter.state = letter.state.after(Step::Return)?;
    letter.checked = String::new();
    (letter.approved, letter.approved_by) = (None, None);
    keep(act, input.version, &letter, Step::Return, &input.help, "")?;
    promises::keep(act, letter.id.cast(), PromiseKind::LetterChecked, act.now())?;
    to_be_asked_about(act, letter.agency, letter.id, act.now())?;
    grant.note(act, "the letter went back to its writer with help")?;
    Ok(letter)
}
