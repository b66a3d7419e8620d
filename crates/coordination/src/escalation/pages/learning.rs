//! What was learned from escalations across an agency: with nothing that says of whom.

use access::actions::ViewEscalation;
use kernel::Result;
use maud::html;
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use crate::escalation::{store, words::day_of};

/// A month, so that a day does not tell of whom.
fn month(at: kernel::Timestamp) -> String {
    kernel::local_date(at).strftime("%B %Y").to_string()
}

pub(in crate::escalation) async fn page(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::learned(look, &look.agency::<ViewEscalation>()?, after, Some(PAGE_ROWS)))
        .await?;
    let lines: Vec<_> = rows
        .items
        .iter()
        .map(|l| {
            vec![
                kit::cell(l.kind.label()),
                kit::cell(month(l.opened)),
                kit::number(l.hand_offs.to_string()),
                kit::cell(l.again.as_str()),
                kit::cell(l.differently.as_str()),
            ]
        })
        .collect();
    let head = ["What it was", "Began", "Hand-offs", "We would do again", "We would do differently"];
    let body = html! {
        (layout::page_heading(Some("Escalations"), "What we learned"))
        p class="govuk-body" {
            "From every learning review of the agency. No family and no worker is named: whoever writes one is asked to leave names out."
        }
        @if lines.is_empty() {
            (kit::nothing_here("No learning review is written yet. It is the last step of an escalation that was stepped down."))
        } @else {
            (kit::table(head.map(kit::cell).to_vec(), lines).caption("Learning reviews, the newest first")
                .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|next| format!("/escalations/learning?after={next}"))))
        }
        p class="govuk-body" { a class="govuk-link" href="/escalations/learning.csv" { "Download what we learned (CSV)" } }
        (kit::print_button("Print this page"))
    };
    Ok(ctx.page("What we learned", body).back("/escalations", "Back to escalations").dense().respond())
}

pub(in crate::escalation) async fn csv(ctx: Ctx) -> Result<Response> {
    let rows =
        ctx.read(move |look| store::learned(look, &look.agency::<ViewEscalation>()?, None, None)).await?;
    let lines = rows.items.into_iter().map(|l| {
        vec![
            l.kind.code().to_owned(),
            month(l.opened),
            l.ended.map(month).unwrap_or_default(),
            l.hand_offs.to_string(),
            l.again,
            l.differently,
            day_of(l.at),
        ]
    });
    let head = ["kind", "began", "stepped_down", "hand_offs", "again", "differently", "written"];
    csv_file("escalations-learning", &head, lines)
}
