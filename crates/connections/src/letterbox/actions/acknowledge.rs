//! The coordinator records that a letter which went by post was read.

use access::{Act, actions::CheckLetters, connections::Letter as Kind};
use kernel::{Id, Result};

use super::keep;
use crate::{
    contact_plans::reach,
    letterbox::{model::Step, store::Letter},
};

/// Records that the reader has read it.
///
/// # Errors
/// `NotFound` for anybody but the plan's coordinator and managers; `Refused` by `letter.state`; `Stale`.
pub fn acknowledge(act: &Act<'_>, id: Id<Kind>, version: i64) -> Result<Letter> {
    let (grant, mut letter, _) = reach::letter::<CheckLetters>(act, id)?;
    letter.state = letter.state.after(Step::Acknowledge)?;
    letter.read = Some(act.now());
    keep(act, version, &letter, Step::Acknowledge, "", "")?;
    grant.note(act, "the reader has read it")?;
    Ok(letter)
}
