//! Changes an entry: what happened, when, or who says so.

use access::{Act, actions::EditAssessment};
use kernel::{Error, Id, Result, kinds::Case};

use super::{must_be_open, must_have_happened};
use crate::chronology::{form::NewEntry, model::Entry, store};

/// Changes an entry that was read as `version`.
///
/// # Errors
/// `NotFound` for an entry of others; `Stale` when somebody changed it since; `Refused` by `case.closed`; `Invalid` beside `year`.
pub fn change(act: &Act<'_>, case: Id<Case>, entry: Id<()>, version: i64, input: &NewEntry) -> Result<Entry> {
    let grant = act.one::<EditAssessment, Case>(case)?;
    let before = store::one(act, &grant, entry)?;
    must_be_open(act, &grant)?;
    must_have_happened(act, input.when)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let after = Entry {
        when: input.when,
        kind: input.kind,
        words: input.words.clone(),
        source: input.source.clone(),
        version: version + 1,
        ..before.clone()
    };
    store::change(act, &grant, version, &after)?;
    let lines = [
        ("when", before.when.to_string(), after.when.to_string()),
        ("kind", before.kind.code().to_owned(), after.kind.code().to_owned()),
        ("words", before.words, after.words.clone()),
        ("source", before.source, after.source.clone()),
    ];
    let told = lines.each_ref().map(|(what, from, to)| (*what, from.as_str(), to.as_str()));
    grant.note(act, &format!("chronology {entry}: {}", access::audit::changed(&told)))?;
    Ok(after)
}
