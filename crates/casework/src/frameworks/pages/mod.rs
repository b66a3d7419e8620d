//! What people see of the assessment framework and of what their agency adds.

pub(super) mod edit;
pub(super) mod list;
pub(super) mod show;

use page::kit::{self, Tone};

use super::model::State;

fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Draft | State::Withdrawn => Tone::Quiet,
        State::Asked => Tone::Soon,
        State::Approved => Tone::Good,
    })
}
