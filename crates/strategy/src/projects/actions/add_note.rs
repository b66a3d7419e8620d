//! A measure, a question, a result, or something learnt.

use access::{Act, actions::RecordProjects, strategy::InnovationProject};
use kernel::{Id, Result};

use crate::projects::{model::NoteKind, store};

/// Adds it.
///
/// # Errors
/// `NotFound` for another agency's project; `Refused` by `project.ended`.
pub(in crate::projects) fn add_note(
    act: &Act<'_>,
    id: Id<InnovationProject>,
    kind: NoteKind,
    words: &str,
) -> Result<()> {
    let grant = act.one::<RecordProjects, InnovationProject>(id)?;
    store::one(act, &grant)?.takes(kind)?;
    store::insert_note(act, &grant, kind, words)?;
    grant.note(act, &format!("{} added", kind.code()))
}
