//! The rhythm of one family's support, as its workers see it.

use access::actions::ViewRhythm;
use casework::cases::frame::{self, Tab};
use kernel::{Id, Result, kinds::Case};
use maud::html;
use page::{Ctx, Response, csv_file, kit};

use super::drawn;
use crate::rhythm::read::read;

pub(in crate::rhythm) async fn page(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let s = ctx.read(move |look| read(look, &look.one::<ViewRhythm, Case>(id)?)).await?;
    let body = html! {
        (kit::button_group(html! {
            (kit::button("What lies ahead").href(format!("/cases/{id}/ahead")))
            (kit::button("Checking in").secondary().href(format!("/cases/{id}/checking-in")))
            (kit::print_button("Print").secondary())
            a class="govuk-link" href={ "/cases/" (id) "/rhythm.csv" } { "Download as CSV" }
        }))
        (drawn(&s.rhythm))
    };
    Ok(frame::frame(&ctx, &s.head, Tab::Rhythm, "Rhythm", body).respond())
}

pub(in crate::rhythm) async fn csv(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let s = ctx.read(move |look| read(look, &look.one::<ViewRhythm, Case>(id)?)).await?;
    let rows = s.rhythm.entries.into_iter().map(|e| {
        vec![
            e.on.to_string(),
            e.lane.code().to_owned(),
            e.lane.label().to_owned(),
            e.words,
            e.count.to_string(),
        ]
    });
    csv_file("rhythm", &["on", "lane", "lane_name", "words", "count"], rows)
}
