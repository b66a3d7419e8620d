//! What can be done with projects.

mod add_note;
mod end_project;
mod start_project;

pub(super) use add_note::add_note;
pub(super) use end_project::end_project;
pub(super) use start_project::start_project;
