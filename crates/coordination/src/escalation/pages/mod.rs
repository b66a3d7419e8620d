//! Escalations as people see them.

pub(super) mod case;
pub(super) mod learning;
pub(super) mod list;
pub(super) mod my;
pub(super) mod show;
pub(super) mod step;

use kernel::Timestamp;
use maud::{Markup, html};
use page::kit::{self, Tone};

use super::{
    model::{Alarm, State},
    store::Listed,
    words::day_of,
};

/// The tag that shows how it stands.
fn state_tag(state: State) -> Markup {
    let tone = match state {
        State::Open => Tone::Late,
        State::SteppedDown => Tone::Soon,
        State::Learned => Tone::Quiet,
    };
    html! { (kit::tag(state.label()).tone(tone)) }
}

/// What wants somebody's eye.
fn alarms(all: &[Alarm]) -> Markup {
    html! {
        @if all.is_empty() { "Nothing" }
        @else { ul class="govuk-list" { @for alarm in all { li { (kit::tag(alarm.label()).tone(Tone::Late)) } } } }
    }
}

/// A table of escalations; nothing to show is said by whoever calls.
fn table(rows: &[Listed], now: Timestamp) -> kit::Table {
    let lines = rows.iter().map(|e| {
        vec![
            kit::cell(html! {
                a class="govuk-link" href={ "/escalations/" (e.id) } {
                    (e.facts.kind.label()) span class="govuk-visually-hidden" { ", " (e.reference) }
                }
            }),
            kit::cell(e.reference.as_str()),
            kit::cell(day_of(e.opened)),
            kit::cell(state_tag(e.facts.state)),
            kit::cell(e.lead.map_or("Nobody yet", |f| f.label())),
            kit::number(e.hand_offs.to_string()),
            kit::cell(alarms(&e.facts.alarms(now))),
        ]
    });
    let head = ["What", "Case", "Opened", "How it stands", "Who leads", "Hand-offs", "Wants an eye"];
    kit::table(head.map(kit::cell).to_vec(), lines.collect())
        .caption("Escalations, the newest first")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}
