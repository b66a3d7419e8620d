//! What partners have not answered yet, of the whole agency: the late ones lead.

use access::actions::ViewContribution;
use kernel::{PromiseState, Result, Timestamp};
use maud::html;
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, cell, layout},
};

use super::draw::{self, partner_title};
use crate::{
    cases::promise_list::standing_tag,
    contributions::store::{self, Open, Show},
};

fn shown(ctx: &Ctx) -> Show {
    match ctx.query().raw("show") {
        "late" => Show::Late,
        _ => Show::Open,
    }
}

/// `GET /contributions`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let (show, after) = (shown(&ctx), Cursor::parse(ctx.query().raw("after")));
    let rows = ctx
        .read(move |look| store::open_of_agency(look, &look.agency::<ViewContribution>()?, show, after))
        .await?;
    let query = if show == Show::Late { "show=late" } else { "show=open" };
    let lines = rows.items.iter().map(|o| line(&ctx, o)).collect();
    let head = ["Asked", "What they are", "Case", "Asked by", "Opened", "Answer by"].map(cell).to_vec();
    let body = html! {
        (layout::page_heading(None, "Contributions that partners owe"))
        p class="govuk-body" {
            "What schools, health services and others were asked for an assessment and have not answered yet. "
            @if show == Show::Late { a class="govuk-link" href="/contributions" { "Show all that wait" } }
            @else { a class="govuk-link" href="/contributions?show=late" { "Show only what is late" } }
        }
        @if rows.items.is_empty() {
            (kit::nothing_here(if show == Show::Late { "No answer is late." } else { "No partner owes an answer." }))
        } @else {
            (kit::table(head, lines).caption("Contributions that partners owe")
                .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/contributions?{query}&after={next}"))))
            }
            p class="govuk-body" {
                a class="govuk-link" href={ "/contributions.csv?" (query) } { "Download this list as a CSV file" }
            }
        }
    };
    Ok(ctx.page("Contributions that partners owe", body).dense().respond())
}

fn line(ctx: &Ctx, o: &Open) -> Vec<kit::Cell> {
    let state = PromiseState::at(ctx.now, o.asked, o.due, None, false);
    vec![
        cell(html! {
            a class="govuk-link govuk-!-text-break-word" href={ "/contributions/" (o.id) } { bdi { (o.who) } }
        }),
        cell(partner_title(&o.partner)),
        cell(html! { a class="govuk-link" href={ "/cases/" (o.case) "/assessment" } { (o.reference) } }),
        cell(if o.asked_by.is_empty() { "Another system" } else { o.asked_by.as_str() }),
        cell(o.opened.map_or_else(|| "Not yet".to_owned(), draw::day)),
        cell(html! { (draw::day(o.due)) " " (standing_tag(state, o.due, ctx.now)) }),
    ]
}

/// `GET /contributions.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let show = shown(&ctx);
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<ViewContribution>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::open_of_agency(look, &grant, show, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let now = ctx.now;
    let head = ["contribution", "partner", "asked", "case", "by", "asked_at", "opened_at", "due_at", "late"];
    let instant = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.to_string());
    let rows = all.into_iter().map(|o| {
        let late = if o.due < now { "yes" } else { "no" }.to_owned();
        vec![
            o.id.to_string(),
            o.partner,
            o.who,
            o.reference.to_string(),
            o.asked_by,
            o.asked.to_string(),
            instant(o.opened),
            o.due.to_string(),
            late,
        ]
    });
    csv_file("contributions", &head, rows)
}
