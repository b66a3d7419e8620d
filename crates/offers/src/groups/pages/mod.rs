//! What people see of groups.

pub(super) mod act;
pub(super) mod attend;
pub(super) mod list;
pub(super) mod my;
pub(super) mod plan;
pub(super) mod show;

use kernel::{Invalid, Moment};
use maud::{Markup, html};
use page::{
    Fields,
    kit::{self, Size, Tone},
};

use super::model::{Group, Session, SessionState, Stand, State};

fn state_tag(state: State) -> kit::Tag {
    kit::tag(state.label()).tone(match state {
        State::Booked => Tone::Good,
        State::Offered => Tone::Soon,
        State::Waiting => Tone::Calm,
        State::Cancelled | State::Declined | State::Lapsed | State::Ended => Tone::Quiet,
    })
}

fn stand_tag(group: &Group) -> kit::Tag {
    match (group.stand, group.next) {
        (Stand::Ended, _) => kit::tag("Ended").tone(Tone::Quiet),
        (Stand::Open, None) => kit::tag("No session planned").tone(Tone::Soon),
        (Stand::Open, Some(_)) => kit::tag("Open").tone(Tone::Good),
    }
}

/// Places as a line says them.
fn places(group: &Group) -> String {
    format!("{} of {} taken", group.pool.taken, group.pool.places)
}

/// When and where a session is. How one joins an online one is told to those who are booked.
fn when(session: &Session, booked: bool) -> Markup {
    html! {
        @if session.state == SessionState::Cancelled { s { (Moment(session.starts).to_string()) } " – does not take place" }
        @else {
            (Moment(session.starts).to_string()) ", " (session.minutes) " minutes, "
            @if !session.online { (session.place) } @else if booked { "online: " (session.place) } @else { "online" }
        }
    }
}

/// The fields of a session.
fn session_fields(f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (kit::date_input("day", kit::legend("Day").size(Size::S)).values(f.date_parts("day")).error(wrong.of("day")))
        (kit::input("time", "Begins at").hint("Such as 18:30").width(5).value(f.raw("time")).error(wrong.of("time")))
        (kit::input("minutes", "How many minutes").whole_number().width(4).value(f.raw("minutes")).error(wrong.of("minutes")))
        (kit::input("place", "Where").hint("For an online session, how one joins: only those who are booked read it")
            .value(f.raw("place")).error(wrong.of("place")))
        (kit::checkboxes("online", kit::legend("Is it online?").size(Size::S), vec![kit::choice("yes", "It is online")]).small()
            .values(f.all("online")).error(wrong.of("online")))
        (kit::input("facilitator", "Who leads it (optional)").value(f.raw("facilitator")).error(wrong.of("facilitator")))
    }
}

/// The fields of who comes.
fn wish_fields(f: &Fields, wrong: &Invalid, who: &str) -> Markup {
    let typed = if f.raw("who").is_empty() { who } else { f.raw("who") };
    html! {
        (kit::input("who", "Who comes?").hint("First names are enough").value(typed).error(wrong.of("who")))
        (kit::textarea("needs", "What would help you to take part? (optional)").hint("Such as a quiet corner, step-free access, food you cannot eat")
            .rows(2).value(f.raw("needs")).error(wrong.of("needs")))
    }
}
