//! The check of an application against the rules, each with where it is written.

use casework::plan::{model::SignatureState, signatures::Signature};
use kernel::{LegalRoute, Pence};
use maud::{Markup, html};
use page::kit::{self, Tone};

use crate::{
    applications::{model::Checked, store::Application},
    schemes::{Decision, SchemeVersion, Used, pages},
};

/// What the rules of today say of a draft.
pub(super) fn now(
    decision: &Decision,
    used: &Used,
    version: Option<&SchemeVersion>,
    a: &Application,
) -> Markup {
    html! {
        h2 class="govuk-heading-m" id="check" { "The check" }
        @if decision.allowed {
            p class="govuk-body" { (kit::tag("Nothing stands in the way").tone(Tone::Good)) }
        } @else {
            p class="govuk-body" { (kit::tag("This cannot be sent as it is").tone(Tone::Late)) }
            ul class="govuk-list govuk-list--spaced" {
                @for refusal in &decision.refusals {
                    li {
                        (refusal.message)
                        br;
                        span class="govuk-hint" {
                            "Rule " code { (refusal.rule) }
                            @if let Some(source) = &refusal.source { ", from " (source) }
                        }
                    }
                }
            }
        }
        (figures(decision.limit, decision.left, used))
        (notes(&decision.notes))
        @if let Some(version) = version { (rules(version, a.route, &a.therapy)) }
    }
}

/// Whether a manager has signed the plan that the application is drawn from. No rule asks for it.
pub(super) fn signature(signature: Option<&Signature>, a: &Application) -> Markup {
    let words = match signature.map(|s| s.state) {
        Some(SignatureState::Waiting) => "The plan behind this application is not signed yet by a manager.",
        Some(SignatureState::Returned) => {
            "A manager sent the plan behind this application back to be changed."
        }
        _ => return html! {},
    };
    html! {
        (kit::inset_text(html! {
            (words) " It holds all the same, and nothing here waits for it. "
            a class="govuk-link" href={ "/cases/" (a.case) "/plan" } { "Open the plan" }
        }))
    }
}

/// What the rules said on the day it was sent.
pub(super) fn then(checked: &Checked, version: Option<&SchemeVersion>, a: &Application) -> Markup {
    html! {
        h2 class="govuk-heading-m" id="check" { "The check" }
        p class="govuk-body" {
            (kit::tag("Nothing stood in the way").tone(Tone::Good))
            " This is what the rules said on the day it was sent."
        }
        (figures(checked.limit, checked.left, &checked.used))
        (notes(&checked.notes))
        @if let Some(version) = version { (rules(version, a.route, &a.therapy)) }
    }
}

fn figures(limit: Option<Pence>, left: Option<Pence>, used: &Used) -> Markup {
    let amount = |p: Option<Pence>| p.map_or_else(|| "No limit".to_owned(), |p| p.to_string());
    html! {
        (kit::summary_list(vec![
            kit::row("Limit for the child and year", amount(limit)),
            kit::row("Agreed before, for therapy", used.therapy.to_string()),
            kit::row("Agreed before, for assessment", used.assessment.to_string()),
            kit::row("Left before this application", amount(left)),
        ]))
    }
}

fn notes(notes: &[String]) -> Markup {
    html! {
        @if !notes.is_empty() {
            h3 class="govuk-heading-s" { "To know and to confirm" }
            ul class="govuk-list govuk-list--bullet" { @for note in notes { li { (note) } } }
        }
    }
}

fn rules(version: &SchemeVersion, route: LegalRoute, therapy: &str) -> Markup {
    kit::details(
        format!("The rules that were used ({})", version.id),
        html! { (pages::rules_table(version, Some(route), Some(therapy))) },
    )
    .render()
}

use maud::Render as _;
