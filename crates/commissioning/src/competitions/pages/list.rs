//! The choices of an agency, newest first, and as a file: what a public notice of them needs.

use access::actions::ViewCompetitions;
use kernel::Result;
use maud::html;
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use super::{moment, tag};
use crate::{competitions::store, words};

pub(in crate::competitions) async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<ViewCompetitions>()?, after, Some(PAGE_ROWS)))
        .await?;
    let lines = rows
        .items
        .iter()
        .map(|c| {
            Ok(vec![
                kit::cell(html! { a class="govuk-link" href={ "/competitions/" (c.id) } { (c.reference) } }),
                kit::cell(words::therapy(&c.therapy)?),
                kit::cell(c.route.label()),
                kit::cell(html! { (tag(c.state)) }),
                kit::cell(moment(c.deadline)),
                kit::number(format!("{} of {}", c.bidders, c.invited)),
                kit::cell(c.chosen_name.clone().unwrap_or_default()),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    let head = ["Reference", "For", "Route", "Standing", "Bids until"].map(kit::cell);
    let head = [head.as_slice(), &[kit::number("Bidders"), kit::cell("Awarded to")]].concat();
    let body = html! {
        (layout::page_heading(None, "Competitions"))
        p class="govuk-body" {
            "How providers are chosen for your cases: by competition with sealed bids, by direct award, or by the family. A worker \
             asks for one from the orders of a case; a commissioner runs it."
        }
        @if lines.is_empty() {
            (kit::nothing_here("No provider has been chosen this way yet."))
        } @else {
            (kit::table(head, lines).caption("Choices of provider, newest first")
                .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/competitions?after={next}"))))
        }
        p class="govuk-body" { a class="govuk-link" href="/competitions.csv" { "Download as a CSV file" } }
    };
    Ok(ctx.page("Competitions", body).dense().respond())
}

pub(in crate::competitions) async fn csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::list(look, &look.agency::<ViewCompetitions>()?, None, None)).await?;
    let head = [
        "reference",
        "route",
        "therapy",
        "region",
        "sessions",
        "status",
        "asked_at",
        "bids_until",
        "opened_at",
        "decided_at",
        "standstill_until",
        "invited",
        "bidders",
        "awarded_to",
        "price_pence",
    ];
    let lines = rows.items.into_iter().map(|c| {
        vec![
            c.reference.to_string(),
            c.route.code().to_owned(),
            c.therapy,
            c.region,
            c.sessions.to_string(),
            c.state.code().to_owned(),
            c.made_at.to_string(),
            c.deadline.map(|at| at.to_string()).unwrap_or_default(),
            c.opened_at.map(|at| at.to_string()).unwrap_or_default(),
            c.decided_at.map(|at| at.to_string()).unwrap_or_default(),
            c.standstill_until.map(|day| day.to_string()).unwrap_or_default(),
            c.invited.to_string(),
            c.bidders.to_string(),
            c.chosen_name.unwrap_or_default(),
            c.price.map(|p| p.0.to_string()).unwrap_or_default(),
        ]
    });
    csv_file("competitions", &head, lines)
}
