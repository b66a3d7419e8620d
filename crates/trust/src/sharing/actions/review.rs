//! A manager's look at something that was shared to keep somebody safe. Nobody reviews their own.

use access::{
    Act,
    actions::ReviewExceptions,
    consent::{Exception, kinds::Exception as Kind, store},
};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use crate::words::NOTE;

/// What the form sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The version that was read.
    pub version: i64,
    /// What the manager makes of it.
    pub note: String,
}

/// Reads [`Seen`].
pub fn seen_fields(f: &mut Fields) -> Result<Seen, Invalid> {
    let version = f.version();
    let note = f.required("note", "Say whether it was right, and what follows from it", NOTE);
    f.finish(|| Some(Seen { version: version?, note: note? }))
}

/// Notes what a manager made of an exception.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `sharing.own` for one's own, `sharing.seen` for one that was
/// reviewed; `Stale`.
pub fn review_exception(act: &Act<'_>, id: Id<Kind>, input: &Seen) -> Result<Exception> {
    let grant = act.one::<ReviewExceptions, Kind>(id)?;
    let before = store::exception(act, &grant)?;
    if before.by.is_some() && before.by == act.actor().account() {
        return Err(Error::refused(
            "sharing.own",
            "This was your own decision. Another manager must look at it.",
        ));
    }
    if before.seen.is_some() {
        return Err(Error::refused("sharing.seen", "A manager has looked at this already."));
    }
    store::see_exception(act, &grant, input.version, &input.note)?;
    grant.note(act, "reviewed")?;
    store::exception(act, &grant)
}
