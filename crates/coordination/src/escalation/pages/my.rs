//! What a family reads when it got hard: what happens next and when, and nothing else.

use access::actions::ReadNextSteps;
use kernel::Result;
use maud::html;
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use crate::escalation::{
    store::{self, Told},
    words::{day, day_of},
};

pub(in crate::escalation) async fn page(ctx: Ctx) -> Result<Response> {
    let told = ctx.read(|look| store::told(look, &look.own::<ReadNextSteps>()?)).await?;
    let (now, before): (Vec<Told>, Vec<Told>) = told.into_iter().partition(|t| t.open);
    let body = html! {
        (layout::page_heading(None, "What happens next"))
        @if now.is_empty() {
            (kit::nothing_here("Nothing is planned here just now. If things get hard, call your coordinator: you do not have to wait for anybody."))
        }
        @for t in &now {
            div class="hearth-aside govuk-!-margin-bottom-6" {
                p class="govuk-body-l" { (t.words) }
                @if let Some(on) = t.next { p class="govuk-body" { "On " strong { (day(on)) } "." } }
                p class="govuk-hint" { "Written on " (day_of(t.at)) }
            }
        }
        p class="govuk-body" { "If anybody is in danger, call 999." }
        @if !before.is_empty() {
            (kit::details("What was written before", html! {
                @for t in &before { p class="govuk-body" { (day_of(t.at)) ": " (t.words) } }
            }))
        }
    };
    Ok(ctx.page("What happens next", body).back("/my", "Back to your family’s support").respond())
}
