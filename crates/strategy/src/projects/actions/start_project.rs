//! Something new is tried.

use access::{Act, actions::RecordProjects};
use kernel::{Date, Id, Result};

use crate::projects::{
    model::{Project, State},
    store,
};

/// Records a project.
///
/// # Errors
/// `Forbidden` for other roles.
pub(in crate::projects) fn start_project(
    act: &Act<'_>,
    (name, theory): (&str, &str),
    starts: Date,
) -> Result<Project> {
    let grant = act.agency::<RecordProjects>()?;
    let project = Project {
        id: Id::new(act.now()),
        name: name.to_owned(),
        theory: theory.to_owned(),
        state: State::Running,
        starts,
        ended: None,
        version: 1,
    };
    store::insert(act, grant.agency(), &project)?;
    grant.noted(act, "innovation-project", project.id.cast(), None, &format!("recorded, from {starts}"))?;
    Ok(project)
}
