//! The coordinator records a letter that came by post: typed, or pasted from what was scanned.

use access::{Act, actions::CheckLetters, connections::Letter as Kind};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use super::{came, keep};
use crate::{
    contact_plans::reach,
    letterbox::{
        model::{Step, Way},
        store::Letter,
    },
    words::LETTER,
};

/// A letter as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// The version that was read.
    pub version: i64,
    /// What it says.
    pub words: String,
}

/// Reads [`Came`].
pub fn came_fields(f: &mut Fields) -> Result<Came, Invalid> {
    let version = f.version();
    let words = f.required("words", "Type or paste what the letter says", LETTER);
    f.finish(|| Some(Came { version: version?, words: words? }))
}

/// Keeps the letter sealed, as it came, until it is checked.
///
/// # Errors
/// `NotFound` for anybody but the plan's coordinator and managers; `Refused` by `letter.state`; `Stale`.
pub fn receive(act: &Act<'_>, id: Id<Kind>, input: &Came) -> Result<Letter> {
    let (grant, mut letter, _) = reach::letter::<CheckLetters>(act, id)?;
    letter.state = letter.state.after(Step::Receive)?;
    if input.words.trim().is_empty() {
        return Err(Error::field("words", "Type or paste what the letter says"));
    }
    letter.words = input.words.clone();
    letter.checked = String::new();
    letter.came = Some((Way::Post, act.now()));
    letter.late = None;
    keep(act, input.version, &letter, Step::Receive, "", &input.words)?;
    came(act, &letter)?;
    grant.note(act, "a letter came by post")?;
    Ok(letter)
}
