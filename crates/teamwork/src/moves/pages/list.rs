//! Hand-overs to and from one's agency, with how each stands, its age and the clock that runs. No name stands in a list.

use access::{
    Action,
    actions::{AnswerHandover, OfferHandover},
    permissions::Reach,
};
use kernel::{Moment, Result, days_between, local_date};
use maud::{Markup, html};
use page::{
    Ctx, Cursor, PAGE_ROWS, Response, Rows, csv_file,
    kit::{self, layout},
};

use super::stands;
use crate::{
    moves::store::{self, Handover},
    words::{day, download, parts},
};

/// The two lists, as links, for whoever may open both.
fn both(ctx: &Ctx, here: &str) -> Markup {
    let links: Vec<kit::NavLink> = [
        ("/handovers-in", "To us", AnswerHandover::NAME),
        ("/handovers-out", "From us", OfferHandover::NAME),
    ]
    .into_iter()
    .filter(|(.., needs)| ctx.actor.reach(needs).page() == Reach::Agency)
    .map(|(href, text, _)| kit::nav_link(href, text, href == here))
    .collect();
    html! { @if links.len() > 1 { (kit::service_navigation(links).label("Hand-overs between agencies").id("between")) } }
}

pub(in crate::moves) async fn incoming(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::incoming(look, &look.agency::<AnswerHandover>()?, after, Some(PAGE_ROWS)))
        .await?;
    let link = |h: &Handover| {
        html! {
            @if h.state.is_read_there() { a class="govuk-link" href={ "/handovers-in/" (h.id) } { (h.from_name) } } @else { (h.from_name) }
        }
    };
    let lead = "Cases that other agencies hand to yours, because the family lives in your area and the three years from the order are over. Until you take one \
                over, the other agency goes on.";
    let table = table(&ctx, &rows.items, "From", link);
    draw(&ctx, "Hand-overs to us", "/handovers-in", lead, &rows, table)
}

pub(in crate::moves) async fn outgoing(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::outgoing(look, &look.agency::<OfferHandover>()?, after, Some(PAGE_ROWS)))
        .await?;
    let link =
        |h: &Handover| html! { a class="govuk-link" href={ "/handovers-out/" (h.id) } { (h.to_name) } };
    let lead = "Cases that you hand to other agencies. Open a case, and its page of moves, to hand one over.";
    let table = table(&ctx, &rows.items, "To", link);
    draw(&ctx, "Hand-overs from us", "/handovers-out", lead, &rows, table)
}

fn draw(
    ctx: &Ctx,
    title: &str,
    at: &'static str,
    lead: &str,
    rows: &Rows<Handover>,
    table: Markup,
) -> Result<Response> {
    let body = html! {
        (layout::page_heading(Some("Between agencies"), title))
        (parts(ctx, at))
        (both(ctx, at))
        p class="govuk-body" { (lead) }
        @if rows.items.is_empty() {
            (kit::nothing_here("There is none."))
        } @else {
            (table)
            (kit::pagination(None, rows.next.map(|next| format!("{at}?after={next}"))))
            (download(&format!("{at}.csv")))
        }
    };
    Ok(ctx.page(title, body).dense().respond())
}

fn table(ctx: &Ctx, all: &[Handover], other: &'static str, link: impl Fn(&Handover) -> Markup) -> Markup {
    let rows = all
        .iter()
        .map(|h| {
            vec![
                kit::cell(link(h)),
                kit::cell(day(h.passes)),
                kit::cell(Moment(h.offered).to_string()),
                kit::number(age(ctx, h).to_string()),
                kit::cell(stands(ctx, h)),
            ]
        })
        .collect();
    let head = vec![
        kit::cell(other),
        kit::cell("Responsible from"),
        kit::cell("Offered"),
        kit::number("Days old"),
        kit::cell("How it stands"),
    ];
    html! {
        (kit::table(head, rows).caption("Hand-overs, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
    }
}

/// How many days it took, or is taking.
fn age(ctx: &Ctx, h: &Handover) -> i32 {
    days_between(local_date(h.offered), local_date(h.ended.unwrap_or(ctx.now)))
}

const HEAD: [&str; 8] =
    ["id", "agency", "council", "responsible_from", "offered_at", "state", "due_at", "days_old"];

fn line(ctx: &Ctx, h: &Handover, other: &str) -> Vec<String> {
    vec![
        h.id.to_string(),
        other.to_owned(),
        h.council.clone(),
        h.passes.to_string(),
        h.offered.to_string(),
        h.state.code().to_owned(),
        h.due().map(|due| due.to_string()).unwrap_or_default(),
        age(ctx, h).to_string(),
    ]
}

pub(in crate::moves) async fn incoming_csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::incoming(look, &look.agency::<AnswerHandover>()?, None, None)).await?;
    csv_file("handovers-to-us", &HEAD, rows.items.iter().map(|h| line(&ctx, h, &h.from_name)))
}

pub(in crate::moves) async fn outgoing_csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::outgoing(look, &look.agency::<OfferHandover>()?, None, None)).await?;
    csv_file("handovers-from-us", &HEAD, rows.items.iter().map(|h| line(&ctx, h, &h.to_name)))
}
