//! Screenings on the screen.

pub(super) mod list;
pub(super) mod tools;

use maud::{Markup, html};
use page::kit;

use super::model::Screening;
use crate::{assessment::pages::day, measures::Measure};

/// What screening tools say to one part of an assessment, each with what it can not say.
pub(crate) fn beside(part: &str, all: &[Screening]) -> Markup {
    html! {
        @for s in all.iter().filter(|s| s.stands_beside(part)) {
            @if let Ok(tool) = s.tool() { (kit::inset_text(told(s, tool))) }
        }
    }
}

/// One result in words.
fn told(s: &Screening, tool: &'static Measure) -> Markup {
    let who = match s.content.who.as_str() {
        "" => s.by.label().to_lowercase(),
        said => said.to_owned(),
    };
    html! {
        p class="govuk-body" { strong { (tool.name) } ", filled in by " (who) " on " (day(s.on)) }
        p class="govuk-body" { (s.result(tool)) "." }
        @if !tool.scales.is_empty() {
            ul class="govuk-list govuk-list--bullet" {
                @for scale in &tool.scales {
                    @if let Some(score) = s.content.scales.get(&scale.code) {
                        li { (scale.name) ": " (score) " of " (scale.high) }
                    }
                }
            }
        }
        p class="govuk-body" { "Used for: " (s.content.why) }
        @if !s.content.note.is_empty() { p class="govuk-body" { (s.content.note) } }
        @for caution in s.cautions(tool) { p class="govuk-body-s" { (caution) } }
    }
}
