//! An author withdraws what they wrote, with a reason, or puts it back.

use access::{Act, Grant, One, actions::WriteCommunity, strategy::Entry as EntryKind};
use kernel::{Id, Result};

use super::author;
use crate::community::{
    model::{Entry, Status, Step, VersionState},
    store, words,
};

fn own(
    act: &Act<'_>,
    id: Id<EntryKind>,
    version: i64,
) -> Result<(Grant<WriteCommunity, One<EntryKind>>, Entry)> {
    let grant = act.one::<WriteCommunity, EntryKind>(id)?;
    let mut entry = store::entry(act, &grant)?;
    entry.own(act.actor().answerable())?;
    entry.version = version;
    Ok((grant, entry))
}

/// Withdraws it: readers see its title and the reason, and nothing else.
///
/// # Errors
/// `NotFound`; `Refused` by `community.own` or `community.state`; `Stale`.
pub(in crate::community) fn withdraw(
    act: &Act<'_>,
    id: Id<EntryKind>,
    version: i64,
    why: &str,
) -> Result<Entry> {
    let (grant, entry) = own(act, id, version)?;
    entry.withdraw()?;
    let after = Entry { status: Status::Withdrawn, why: Some(why.to_owned()), waits: None, ..entry };
    store::set(act, &grant, &after)?;
    store::forget_words(act, id)?;
    store::note(act, &after, Step::Withdrawn, Some(why), author(act)?)?;
    grant.note(act, "withdrawn")?;
    Ok(after)
}

/// Puts it back as it was.
///
/// # Errors
/// As [`withdraw`].
pub(in crate::community) fn restore(act: &Act<'_>, id: Id<EntryKind>, version: i64) -> Result<Entry> {
    let (grant, entry) = own(act, id, version)?;
    entry.restore()?;
    let versions = store::versions(act, &grant)?;
    let waits = versions.iter().any(|v| v.state == VersionState::Waiting).then(|| act.now());
    let after = Entry { status: Status::Shown, why: None, waits, ..entry };
    store::set(act, &grant, &after)?;
    if let Some(shown) = versions.iter().find(|v| Some(v.number) == after.shown) {
        let since = after.shown_at.unwrap_or(act.now());
        store::put_words(act, id, since, &words::of_entry(&shown.text))?;
    }
    store::note(act, &after, Step::Restored, None, author(act)?)?;
    grant.note(act, "put back")?;
    Ok(after)
}
