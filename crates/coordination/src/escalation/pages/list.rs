//! The escalations of an agency.

use access::actions::ViewEscalation;
use kernel::Result;
use maud::html;
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use super::table;
use crate::escalation::{model::State, store, words::choices};

/// The state that the address names; open ones where it names none.
pub(in crate::escalation) fn wanted(ctx: &Ctx) -> State {
    State::from_code(ctx.query().raw("state")).unwrap_or(State::Open)
}

pub(in crate::escalation) async fn page(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<ViewEscalation>()?, state, after, Some(PAGE_ROWS)))
        .await?;
    let body = html! {
        (layout::page_heading(None, "Escalations"))
        p class="govuk-body" {
            "Where it got hard for a family. Each has somebody who leads, an adoption worker who stays on whoever leads, and partners who were asked \
             by a day. An escalation is opened from the page of its case."
        }
        form method="get" action="/escalations" {
            (kit::radios("state", kit::legend("Show").size(kit::Size::S), choices::<State>()).small().inline().value(state.code()))
            (kit::button("Show").secondary())
        }
        @if rows.items.is_empty() {
            (kit::nothing_here("There is none here."))
        } @else {
            (table(&rows.items, ctx.now))
            (kit::pagination(None, rows.next.map(|next| format!("/escalations?state={}&after={next}", state.code()))))
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/escalations.csv?state=" (state.code()) } { "Download these (CSV)" }
            " · " a class="govuk-link" href="/escalations/learning" { "What we learned" }
        }
    };
    Ok(ctx.page("Escalations", body).dense().respond())
}

pub(in crate::escalation) async fn csv(ctx: Ctx) -> Result<Response> {
    let state = wanted(&ctx);
    let now = ctx.now;
    let rows =
        ctx.read(move |look| store::list(look, &look.agency::<ViewEscalation>()?, state, None, None)).await?;
    let lines = rows.items.into_iter().map(|e| {
        let alarms: Vec<&str> = e.facts.alarms(now).iter().map(|a| a.code()).collect();
        vec![
            e.reference,
            e.facts.kind.code().to_owned(),
            e.facts.state.code().to_owned(),
            e.opened.to_string(),
            e.lead.map_or("", |f| f.code()).to_owned(),
            e.hand_offs.to_string(),
            e.facts.partners_late.to_string(),
            alarms.join(" "),
        ]
    });
    let head = ["case", "kind", "state", "opened_at", "lead", "hand_offs", "partners_late", "alarms"];
    csv_file("escalations", &head, lines)
}
