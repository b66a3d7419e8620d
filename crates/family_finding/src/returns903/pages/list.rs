//! The list of returns.

use access::actions::{ImportStatutoryReturn, ViewStatutoryReturns};
use kernel::Result;
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, html, layout},
};

use super::{day, year};
use crate::returns903::store::{self, Taken};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, may_import) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewStatutoryReturns>()?;
            Ok((store::page(look, &grant, after)?, look.may::<ImportStatutoryReturn>()))
        })
        .await?;
    let line = |t: &Taken| {
        vec![
            kit::cell(html! { a class="govuk-link" href={ "/children/returns/" (t.id) } { (year(t.year)) } }),
            kit::cell(day(t.at)),
            kit::cell(t.given.replace(' ', ", ")),
            kit::number(t.lines.to_string()),
            kit::number(t.faults.to_string()),
            kit::number(t.new.to_string()),
            kit::number(t.changed.to_string()),
        ]
    };
    let head = vec![
        kit::cell("Return"),
        kit::cell("Taken in"),
        kit::cell("Tables"),
        kit::number("Rows"),
        kit::number("Faults"),
        kit::number("Children new"),
        kit::number("Changed"),
    ];
    let body = html! {
        (layout::page_heading(Some("Children on the way to adoption"), "Returns taken in"))
        @if may_import {
            (kit::button("Bring in a return").href("/children/returns/new"))
        }
        @if rows.items.is_empty() {
            (kit::nothing_here("No return was taken in yet. Bring in the files of your latest SSDA903 return: they are checked first, and you see what is wrong."))
        } @else {
            (kit::table(head, rows.items.iter().map(line).collect())
                .caption("Returns taken in, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/children/returns?after={next}"))))
            }
            p class="govuk-body" { a class="govuk-link" href="/children/returns.csv" { "Download this list as a CSV file" } }
        }
    };
    Ok(ctx.page("Returns taken in", body).back("/children", "Back to children").dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<ViewStatutoryReturns>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::page(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let head = [
        "year_ending_march",
        "taken_in",
        "tables",
        "rows",
        "faults",
        "rows_left_out",
        "children_new",
        "children_changed",
        "children_unchanged",
    ];
    let rows = all.into_iter().map(|t| {
        vec![
            t.year.to_string(),
            t.at.to_string(),
            t.given,
            t.lines.to_string(),
            t.faults.to_string(),
            t.left_out.to_string(),
            t.new.to_string(),
            t.changed.to_string(),
            t.same.to_string(),
        ]
    });
    csv_file("returns", &head, rows)
}
