//! What can be done about the workforce.

mod record_skills;

pub(super) use record_skills::{Typed, record_skills};
