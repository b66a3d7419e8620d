//! Hand-overs of the agency, with the way to take one back.

use access::{actions::MoveCaseload, teamwork::CaseloadTransfer};
use kernel::{Moment, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use crate::{
    handover::{
        actions,
        model::may_undo,
        store::{self, Transfer},
    },
    words::{download, parts},
};

pub(in crate::handover) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, "").await
}

async fn draw(ctx: &Ctx, refused: &str) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<MoveCaseload>()?, after, Some(PAGE_ROWS)))
        .await?;
    let body = html! {
        (layout::page_heading(Some("Your team"), "Hand-overs"))
        (parts(ctx, "/team/transfers"))
        @if !refused.is_empty() { (kit::inset_text(refused)) }
        p class="govuk-body" { "Cases that went from one worker to others in one step. Open a worker of the team to hand theirs over." }
        @if rows.items.is_empty() {
            (kit::nothing_here("No caseload was handed over yet."))
        } @else {
            (table(ctx, &rows.items))
            (kit::pagination(None, rows.next.map(|next| format!("/team/transfers?after={next}"))))
            (download("/team/transfers.csv"))
        }
    };
    Ok(ctx.page("Hand-overs", body).back("/team", "Your team").dense().respond())
}

fn table(ctx: &Ctx, all: &[Transfer]) -> Markup {
    let rows = all
        .iter()
        .map(|t| {
            let stands = match t.undone {
                Some(at) => format!("Taken back on {}: {} of {} cases", Moment(at), t.back, t.cases),
                None => "Done".to_owned(),
            };
            let undo = may_undo(t.made, t.undone, ctx.now).is_ok().then(|| {
                ctx.form(&format!("/team/transfers/{}/undo", t.id), &Fields::default(), html! {
                    (kit::button(html! { "Take it back" span class="govuk-visually-hidden" { ": the cases of " (t.from_name) } }).secondary().once())
                })
            });
            vec![
                kit::cell(Moment(t.made).to_string()),
                kit::cell(t.from_name.as_str()),
                kit::number(t.cases.to_string()),
                kit::cell(if t.by_name.is_empty() { "Another system" } else { t.by_name.as_str() }),
                kit::cell(html! { (stands) @if let Some(undo) = undo { (undo) } }),
            ]
        })
        .collect();
    let head = vec![
        kit::cell("When"),
        kit::cell("Whose"),
        kit::number("Cases"),
        kit::cell("By"),
        kit::cell("How it stands"),
    ];
    html! { (kit::table(head, rows).caption("Hand-overs, the newest first").caption_classes("govuk-visually-hidden").scrolling()) }
}

pub(in crate::handover) async fn undo(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<CaseloadTransfer>("id")?;
    let done = ctx.act("take a hand-over back", move |act| {
        actions::undo(act, id)?;
        Ok(Answer::see("/team/transfers")
            .saying("It is taken back. A case that somebody moved on since stays where it is."))
    });
    match done.await {
        Err(error) => {
            draw(&ctx, &page::mend(error)?.0.first().map_or(String::new(), |e| e.message.clone())).await
        }
        done => done,
    }
}

pub(in crate::handover) async fn csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::list(look, &look.agency::<MoveCaseload>()?, None, None)).await?;
    let lines = rows.items.into_iter().map(|t| {
        vec![
            t.made.to_string(),
            t.from.to_string(),
            t.cases.to_string(),
            t.undone.map(|at| at.to_string()).unwrap_or_default(),
            t.back.to_string(),
        ]
    });
    csv_file("hand-overs", &["made_at", "from", "cases", "taken_back_at", "cases_back"], lines)
}
