//! A reader reports what somebody else wrote.

use access::{Act, actions::ReadCommunity, strategy::Entry as EntryKind};
use kernel::{Id, Result};

use super::author;
use crate::community::{
    model::{Entry, Step},
    store,
};

/// Reports it: readers go on seeing it until a moderator of the topic's agency has decided.
///
/// # Errors
/// `NotFound`; `Refused` by `community.others` for one's own, `community.state`, or `community.author`.
pub(in crate::community) fn report(act: &Act<'_>, id: Id<EntryKind>, why: &str) -> Result<Entry> {
    let grant = act.one::<ReadCommunity, EntryKind>(id)?;
    let entry = store::entry(act, &grant)?;
    entry.report(act.actor().answerable())?;
    let reporter = author(act)?;
    let after = Entry { waits: Some(entry.waits.unwrap_or(act.now())), ..entry };
    store::set(act, &grant, &after)?;
    store::note(act, &after, Step::Reported, Some(why), reporter)?;
    grant.note(act, "reported")?;
    Ok(after)
}
