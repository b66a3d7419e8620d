//! A second person says that two records are one person, or declines it.

use access::{Act, actions::DecideMerge, approval, audit, members::PersonMerge};
use kernel::{Error, Id, Result};

use super::{Input, WHY, check, says_something};
use crate::people::same::{
    model::{Merge, State},
    store,
};

fn settled(merge: &Merge) -> Result<()> {
    if merge.state == State::Proposed {
        return Ok(());
    }
    Err(Error::refused("merge.settled", "This was decided already. Look again at how it stands."))
}

/// Joins the two: from now on the other record points to the kept one. Everything is checked again, for much may have happened since
/// it was proposed.
///
/// # Errors
/// `NotFound` for a pair of others; refused by `merge.own` for whoever proposed it, by `merge.settled`, and as
/// [`super::super::model::may_join`]; `Stale`; `Invalid` on `why`.
pub fn approve(act: &Act<'_>, id: Id<PersonMerge>, input: &Input) -> Result<()> {
    let grant = act.one::<DecideMerge, PersonMerge>(id)?;
    let (merge, kept, other) = store::load(act, &grant)?;
    settled(&merge)?;
    approval::by_another(
        act.actor(),
        [merge.asked.by],
        "merge.own",
        "You proposed this pair. Another person has to look at it.",
    )?;
    check(act, &kept, &other)?;
    says_something(&input.why, WHY)?;
    store::decide(act, &grant, input.version, State::Merged, input.why.trim())?;
    let change = audit::changed(&[("state", merge.state.code(), State::Merged.code())]);
    grant.note(act, &format!("{change}: {} points to {}", other.id, kept.id))
}

/// Declines it. A team manager who proposed it may do so too, and takes it back by that; a social worker asks a manager.
///
/// # Errors
/// `NotFound` for a pair of others; refused by `merge.settled`; `Stale`; `Invalid` on `why`.
pub fn decline(act: &Act<'_>, id: Id<PersonMerge>, input: &Input) -> Result<()> {
    let grant = act.one::<DecideMerge, PersonMerge>(id)?;
    let (merge, ..) = store::load(act, &grant)?;
    settled(&merge)?;
    says_something(&input.why, WHY)?;
    store::decide(act, &grant, input.version, State::Declined, input.why.trim())?;
    grant.note(act, &audit::changed(&[("state", merge.state.code(), State::Declined.code())]))
}
