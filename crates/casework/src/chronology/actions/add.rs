//! Writes something into the chronology.

use access::{Act, actions::EditAssessment};
use kernel::{Id, Result, kinds::Case};

use super::{must_be_open, must_have_happened, must_have_room};
use crate::chronology::{
    form::NewEntry,
    model::{Entry, Standing},
    store,
};

/// Adds an entry.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` by `case.closed` or `chronology.full`; `Invalid` beside `year` for a time to come.
pub fn add(act: &Act<'_>, case: Id<Case>, input: &NewEntry) -> Result<Entry> {
    let grant = act.one::<EditAssessment, Case>(case)?;
    must_be_open(act, &grant)?;
    must_have_happened(act, input.when)?;
    must_have_room(act, &grant, 1)?;
    let new = Entry {
        id: Id::new(act.now()),
        when: input.when,
        kind: input.kind,
        words: input.words.clone(),
        source: input.source.clone(),
        event: None,
        standing: Standing::Kept,
        added: act.now(),
        by: act.actor().account(),
        version: 1,
    };
    store::insert(act, &grant, &new)?;
    grant.note(act, &format!("chronology: {} added, {}", new.id, new.kind.code()))?;
    Ok(new)
}
