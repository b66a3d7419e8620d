//! An author changes what they wrote: a new version, beside those before it.

use access::{Act, actions::WriteCommunity, strategy::Entry as EntryKind};
use kernel::{Error, Id, Result};

use super::{author, is_clean};
use crate::community::{
    form::Typed,
    model::{Entry, Status, Step, Version, VersionState},
    store, words,
};

/// Writes the next version; gives the entry as it stands then.
///
/// # Errors
/// `NotFound` for what is not the reader's; `Refused` by `community.own`, `community.closed` or `community.state`;
/// `Stale` when it was changed in between; `Invalid` on `sure` as for what is new.
pub(in crate::community) fn edit(
    act: &Act<'_>,
    id: Id<EntryKind>,
    version: i64,
    typed: &Typed,
) -> Result<Entry> {
    let grant = act.one::<WriteCommunity, EntryKind>(id)?;
    let entry = store::entry(act, &grant)?;
    entry.own(act.actor().answerable())?;
    store::topic_of_entry(act, &entry)?.takes()?;
    // What may not be changed at all is told before what is wrong with the words.
    entry.next(true)?;
    if entry.version != version {
        return Err(Error::Stale);
    }
    let state = entry.next(is_clean(act, typed)?)?;
    let number = store::versions(act, &grant)?.iter().map(|v| v.number).max().unwrap_or(0) + 1;
    store::replace_waiting(act, &grant)?;
    let next = Version { number, text: typed.text.clone(), state, at: act.now() };
    store::insert_version(act, id, Id::new(act.now()), &next)?;
    let mut after = entry.clone();
    if state == VersionState::Passed {
        // What was reported still waits for the moderators.
        after.waits = entry.waits.filter(|_| entry.status == Status::Shown);
        after.status = Status::Shown;
        after.why = None;
        after.shown = Some(number);
        let shown = entry.shown_at.unwrap_or(act.now());
        after.shown_at = Some(shown);
        store::put_words(act, id, shown, &words::of_entry(&typed.text))?;
        store::touch(act, entry.topic)?;
    } else {
        after.waits = Some(entry.waits.unwrap_or(act.now()));
        if entry.status != Status::Shown {
            after.status = Status::Waiting;
            after.why = None;
        }
        store::note(act, &entry, Step::Held, None, author(act)?)?;
    }
    store::set(act, &grant, &after)?;
    grant.note(act, &format!("version {number} written: {}", state.code()))?;
    Ok(after)
}
