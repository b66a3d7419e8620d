//! What people see of complaints about the service.

pub(super) mod list;
pub(super) mod months;
pub(super) mod my;
pub(super) mod record;
pub(super) mod show;

use kernel::Invalid;
use maud::{Markup, html};
use page::{
    Fields,
    kit::{self, Size, Tone},
};

use super::model::{About, State};
use crate::words::{NOTE, choices};

/// How a complaint stands, as a tag.
fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::New | State::Review => Tone::Soon,
        State::Looking => Tone::Calm,
        State::Answered | State::Reviewed => Tone::Good,
        State::Withdrawn => Tone::Quiet,
    })
}

/// What anybody is asked who complains.
fn asked(f: &Fields, wrong: &Invalid, own: bool) -> Markup {
    let most = u32::try_from(NOTE).unwrap_or(u32::MAX);
    let what = if own { "What is it about?" } else { "What is the complaint about?" };
    html! {
        (kit::radios("about", kit::legend(what).size(Size::M), choices::<About>()).value(f.raw("about")).error(wrong.of("about")))
        (kit::character_count("words", kit::label("What went wrong?").size(Size::M), most)
            .rows(5).value(f.raw("words")).error(wrong.of("words")))
        (kit::character_count("wish", kit::label("What would put it right?").size(Size::M), most)
            .hint("You can leave this empty").rows(3).value(f.raw("wish")).error(wrong.of("wish")))
    }
}
