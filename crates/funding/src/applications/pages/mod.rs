//! What people see of applications.

pub(super) mod case_tab;
mod check;
pub(super) mod list;
pub(super) mod new;
mod next;
pub(super) mod show;
pub(super) mod steps;
pub(super) mod words;

use access::{Action, permissions::Reach};
use page::{
    Ctx,
    kit::{self, Tag, Tone},
};

use super::model::State;

/// Whether this reader may do something in their agency: for showing or hiding it.
fn may<A: Action>(ctx: &Ctx) -> bool {
    ctx.actor.reach(A::NAME).page() == Reach::Agency
}

/// How an application stands, as a tag.
pub(super) fn state_tag(state: State) -> Tag {
    kit::tag(state.label()).tone(match state {
        State::Draft | State::Withdrawn => Tone::Quiet,
        State::Sent => Tone::Calm,
        State::Approved => Tone::Good,
        State::Refused => Tone::Late,
    })
}
