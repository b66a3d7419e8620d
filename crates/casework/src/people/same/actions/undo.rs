//! Two records that were taken for one person are two again.

use access::{Act, actions::DecideMerge, audit, members::PersonMerge};
use kernel::{Error, Id, Result};

use super::{Input, WHY, says_something};
use crate::people::same::{model::State, store};

/// Ends the pointer. Neither record was changed by it, so that each is as it would have been without; what was written meanwhile
/// stands in the case in which it was written.
///
/// # Errors
/// `NotFound` for a pair of others; refused by `merge.not-merged`; `Stale`; `Invalid` on `why`.
pub fn run(act: &Act<'_>, id: Id<PersonMerge>, input: &Input) -> Result<()> {
    let grant = act.one::<DecideMerge, PersonMerge>(id)?;
    let (merge, kept, other) = store::load(act, &grant)?;
    if merge.state != State::Merged {
        return Err(Error::refused(
            "merge.not-merged",
            "These two are not joined now, so there is nothing to undo.",
        ));
    }
    says_something(&input.why, WHY)?;
    store::undo(act, &grant, input.version, input.why.trim())?;
    let change = audit::changed(&[("state", merge.state.code(), State::Undone.code())]);
    grant.note(act, &format!("{change}: {} and {} are two again", kept.id, other.id))
}
