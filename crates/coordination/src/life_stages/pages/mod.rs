//! Offers ahead as people see them.

pub(super) mod case;
pub(super) mod list;
pub(super) mod my;

use maud::{Markup, html};
use page::kit::{self, Tone};

use super::model::State;

/// How an offer stands, for workers.
pub(super) fn tag(state: State) -> Markup {
    let tone = match state {
        State::Due => Tone::Soon,
        State::Offered => Tone::Calm,
        State::TakenUp => Tone::Good,
        State::Declined | State::NoAnswer => Tone::Quiet,
        State::Missed => Tone::Late,
    };
    html! { (kit::tag(state.label()).tone(tone)) }
}
