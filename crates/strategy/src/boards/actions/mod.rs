//! What can be recorded about boards.

mod answer_point;
mod record_meeting;
mod record_point;

pub(super) use answer_point::answer_point;
pub(super) use record_meeting::record_meeting;
pub(super) use record_point::{Said, record_point};
