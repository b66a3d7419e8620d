//! What a manager sees when the cases of a worker go to others.

pub(super) mod choose;
pub(super) mod list;
