//! A project ends, and says what was learnt.

use access::{Act, actions::RecordProjects, strategy::InnovationProject};
use kernel::{Id, Result};

use crate::projects::store;

/// Ends it.
///
/// # Errors
/// `NotFound` for another agency's; `Stale`; `Refused` by `project.ended` or `project.learnt`.
pub(in crate::projects) fn end_project(act: &Act<'_>, id: Id<InnovationProject>, version: i64) -> Result<()> {
    let grant = act.one::<RecordProjects, InnovationProject>(id)?;
    store::one(act, &grant)?.end(&store::notes(act, id)?)?;
    store::end(act, &grant, version)?;
    grant.note(act, "ended")
}
