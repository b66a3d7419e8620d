//! A moderator lets through what waits, returns it to its author, or takes it out.

use access::{Act, actions::ModerateCommunity, approval, notices, strategy::Entry as EntryKind};
use kernel::{Error, Id, Result};

use super::author;
use crate::community::{
    form::Decision,
    model::{Entry, Status, Step, Verdict, rule},
    store, words,
};

/// Decides, once: of two moderators at the same time one is told that the other was before them.
///
/// # Errors
/// `NotFound` for what stands in another agency's topic; `Stale`; `Refused` by `community.others` for what the moderator, or
/// a colleague in whose place they act, wrote, and by `community.state` when there is nothing to decide; `Invalid` on
/// `why` where it is missing.
pub(in crate::community) fn decide(act: &Act<'_>, id: Id<EntryKind>, input: &Decision) -> Result<Entry> {
    let grant = act.one::<ModerateCommunity, EntryKind>(id)?;
    let entry = store::entry(act, &grant)?;
    approval::by_another(
        act.actor(),
        [Some(entry.author)],
        rule::OTHERS,
        "You wrote this yourself, so another moderator has to decide.",
    )?;
    let moderator = author(act)?;
    if entry.version != input.version {
        return Err(Error::Stale);
    }
    if input.verdict != Verdict::Pass && input.why.is_none() {
        return Err(Error::field("why", "Write why, so that its author knows what to do next"));
    }
    let versions = store::versions(act, &grant)?;
    let (mut after, number, state) = entry.after(input.verdict, &versions, act.now())?;
    if input.verdict != Verdict::Pass {
        after.why.clone_from(&input.why);
    }
    store::set_version(act, &grant, number, state)?;
    store::set(act, &grant, &after)?;
    match versions.iter().find(|v| after.status == Status::Shown && Some(v.number) == after.shown) {
        Some(shown) => {
            let since = after.shown_at.unwrap_or(act.now());
            store::put_words(act, id, since, &words::of_entry(&shown.text))?;
            if entry.status != Status::Shown {
                store::touch(act, entry.topic)?;
            }
        }
        None => store::forget_words(act, id)?,
    }
    let (step, subject) = match input.verdict {
        Verdict::Pass => (Step::Passed, "What you wrote was let through"),
        Verdict::Return => (Step::Returned, "What you wrote was returned to you"),
        Verdict::Remove => (Step::Removed, "What you wrote was taken out"),
    };
    let line = store::note(act, &entry, step, input.why.as_deref(), moderator)?;
    tell(act, &entry, &format!("community {line}"), subject)?;
    grant.note(act, &format!("version {number}: {}", input.verdict.code()))?;
    Ok(after)
}

/// An email to the author. It repeats nothing of what was written: whoever reads it signs in to see.
fn tell(act: &Act<'_>, entry: &Entry, key: &str, subject: &str) -> Result<()> {
    let body = "A moderator has decided about something that you wrote in the community of practice.\n\nSign in and open \
                “Community” to read what was decided and why.\n";
    notices::mail(act, entry.author, key, subject, body)
}
