//! A family is no longer looked for: the plan has changed, or the children were recorded wrongly. Undone by
//! saying that one is looked for again.

use access::{Act, actions::EditMatching, audit, finding::WaitingGroup};
use kernel::{Error, Id, Result};

use super::rule;
use crate::matching::store::{self, GroupState};

/// Withdraws a group that waits, or takes the withdrawal back.
///
/// # Errors
/// `Refused` (`matching.not-waiting`) while a link holds the children; [`kernel::Error::Stale`].
pub fn withdraw_group(
    act: &Act<'_>,
    id: Id<WaitingGroup>,
    version: i64,
    to: GroupState,
    reason: &str,
) -> Result<()> {
    let grant = act.one::<EditMatching, WaitingGroup>(id)?;
    let before = store::one(act, &grant)?.state;
    let fine = matches!(
        (before, to),
        (GroupState::Waiting, GroupState::Withdrawn) | (GroupState::Withdrawn, GroupState::Waiting)
    );
    if !fine {
        return Err(Error::refused(
            rule::NOT_WAITING,
            "A link changes this by itself. End the link first, with its reason.",
        ));
    }
    store::set_state(act, &grant, version, to)?;
    let changed = audit::changed(&[("status", before.code(), to.code())]);
    grant.note(act, &format!("{changed}; {reason}"))
}
