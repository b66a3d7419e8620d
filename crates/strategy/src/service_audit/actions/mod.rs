//! What can be done in a service audit.

mod end_action;
mod finish_round;
mod open_round;
mod rate_lines;
mod set_action;
mod share_round;

pub(super) use end_action::end_action;
pub(super) use finish_round::finish_round;
pub(super) use open_round::open_round;
pub(super) use rate_lines::rate_lines;
pub(super) use set_action::set_action;
pub(super) use share_round::share_round;
