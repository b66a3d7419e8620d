//! The list of open promises.

use access::actions::ListPromises;
use kernel::{Error, Moment, Result, local_date};
use maud::html;
use page::{
    Ctx, Cursor, Fields, Response, csv_file,
    kit::{self, layout},
};

use crate::{
    cases::promise_list::{self, PromiseRow, standing_tag, standing_words},
    promises,
};

/// Whether only the promises of one's own cases are asked for.
pub(in crate::cases) fn mine(f: &mut Fields) -> Result<bool> {
    match f.raw("coordinator") {
        "" => Ok(false),
        "me" => Ok(true),
        _ => Err(Error::field("coordinator", "Choose everyone or me")),
    }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let mine = mine(&mut ctx.query())?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, late) = ctx
        .read(move |look| {
            let grant = look.agency::<ListPromises>()?;
            Ok((promise_list::page(look, &grant, mine, after)?, promises::late(look, &grant)?))
        })
        .await?;
    let title = if mine { "Promises of my cases" } else { "Promises" };
    let me = if mine { "me" } else { "" };
    let body = html! {
        (layout::page_heading(None, title))
        p class="govuk-body" {
            "What was promised to families, providers and colleagues and is not kept yet. The late ones come first. "
            @match late {
                0 => "None of the agency’s promises is late.",
                1 => "1 of the agency’s promises is late.",
                1..=1000 => { (late) " of the agency’s promises are late." },
                _ => "More than 1,000 of the agency’s promises are late.",
            }
        }
        (layout::filters("/promises", html! {
            (kit::select("coordinator", "Coordinator", [("", "Everyone"), ("me", "Me")]).value(me))
        }))
        @if rows.items.is_empty() {
            (kit::nothing_here("Nothing is promised that is not kept."))
        } @else {
            (table(&ctx, title, &rows.items))
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/promises?coordinator={me}&after={next}"))))
            }
            p class="govuk-body" {
                a class="govuk-link" href={ "/promises.csv?coordinator=" (me) } { "Download these promises as a CSV file" }
            }
        }
    };
    Ok(ctx.page(title, body).dense().respond())
}

fn table(ctx: &Ctx, caption: &str, promises: &[PromiseRow]) -> kit::Table {
    let head = ["About", "Promise", "Made", "Due", "How it stands", "Coordinator"].map(kit::cell).to_vec();
    let rows = promises.iter().map(|p| {
        let about = match p.href() {
            Some(href) => html! { a class="govuk-link" href=(href) { (p.reference) } },
            None => html! { "The agency’s own work" },
        };
        vec![
            kit::cell(about),
            kit::cell(p.kind.label()),
            kit::cell(local_date(p.made).strftime("%-d %B %Y").to_string()),
            kit::cell(Moment(p.due).to_string()),
            kit::cell(standing_tag(p.state, p.due, ctx.now)),
            kit::cell(if p.coordinator.is_some() { p.coordinator_name.as_str() } else { "Nobody yet" }),
        ]
    });
    kit::table(head, rows.collect())
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let mine = mine(&mut ctx.query())?;
    let now = ctx.now;
    let promises = ctx
        .read(move |look| {
            let grant = look.agency::<ListPromises>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = promise_list::page(look, &grant, mine, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = promises.into_iter().map(|p| {
        let words = standing_words(p.state, p.due, now);
        vec![
            p.reference,
            p.kind.label().to_owned(),
            p.made.to_string(),
            p.due.to_string(),
            p.state.code().to_owned(),
            words,
            p.coordinator_name,
        ]
    });
    csv_file("promises", &["about", "promise", "made", "due", "state", "in_words", "coordinator"], rows)
}
