//! Early signs as people see them.

pub(super) mod case;
pub(super) mod list;

use maud::{Markup, html};
use page::kit::{self, Tone};

use super::model::{Gathered, Standing};

/// The tag that shows how a case stands.
fn tag(standing: Standing) -> Markup {
    let tone = match standing {
        Standing::Look => Tone::Soon,
        Standing::Seen => Tone::Good,
        Standing::Quiet => Tone::Quiet,
    };
    html! { (kit::tag(standing.label()).tone(tone)) }
}

/// Why a case weighs what it weighs.
fn reasons(g: &Gathered) -> Markup {
    html! {
        @if g.reasons.is_empty() { "Nothing counts today." }
        @else {
            ul class="govuk-list govuk-list--bullet" { @for reason in &g.reasons { li { (reason.words()) } } }
            p class="govuk-hint" { "Together " (g.weight) "; somebody is asked to look from " (g.line) "." }
        }
    }
}
