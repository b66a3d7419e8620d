//! The letterbox desk: letters by how they stand. It names nobody of either side.

use access::{Role, actions::ListContact, connections::ContactPlan};
use kernel::Result;
use page::{
    Answer, Ctx, Cursor, Response, csv_file,
    kit::{self, cell, html, layout},
};

use super::state_tag;
use crate::{
    contact_plans::model::End,
    letterbox::{
        actions::expect_extra,
        model::LetterState,
        store::{self, OnDesk},
    },
    lists::every,
    words::day_of,
};

/// What the desk shows first: what somebody waits for.
const OPEN: [LetterState; 4] =
    [LetterState::Received, LetterState::Approved, LetterState::Returned, LetterState::Due];

fn wanted(ctx: &Ctx) -> LetterState {
    LetterState::from_code(ctx.query().raw("status")).unwrap_or(LetterState::Received)
}

fn everybody(ctx: &Ctx) -> bool {
    ctx.actor.role() == Some(Role::TeamManager)
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let (state, all) = (wanted(&ctx), everybody(&ctx));
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows =
        ctx.read(move |look| store::desk(look, &look.agency::<ListContact>()?, state, all, after)).await?;
    let links = LetterState::ALL
        .iter()
        .map(|s| kit::nav_link(format!("/letterbox?status={}", s.code()), s.label(), *s == state))
        .collect();
    let body = html! {
        (layout::page_heading(None, "Letterbox"))
        p class="govuk-hint" {
            @if all { "Every letter of the agency. " } @else { "Letters of the contact plans that you coordinate. " }
            a class="govuk-link" href="/contact-plans" { "Contact plans" }
        }
        (kit::service_navigation(links).label("Letters by how they stand").id("letters"))
        h2 class="govuk-heading-m" { (state.label()) }
        @if rows.items.is_empty() {
            (kit::nothing_here(match state {
                LetterState::Received => "No letter waits to be checked. Well done.",
                LetterState::Due => "No letter is expected. They are made from the months in the contact plans.",
                _ => "There is no letter here.",
            }))
        } @else {
            (table(&ctx, &rows.items))
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/letterbox?status={}&after={next}", state.code()))))
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/letterbox.csv" { "Download open letters as a CSV file" } }
    };
    Ok(ctx.page("Letterbox", body).dense().respond())
}

fn table(ctx: &Ctx, items: &[OnDesk]) -> kit::Table {
    let rows = items
        .iter()
        .map(|d| {
            vec![
                cell(html! {
                    a class="govuk-link" href={ "/letters/" (d.letter.id) } {
                        (d.reference) span class="govuk-visually-hidden" { ", due " (day_of(d.letter.due)) }
                    }
                }),
                cell(format!("From the {}", d.letter.writer.label().to_lowercase())),
                cell(day_of(d.letter.due)),
                cell(d.letter.came.map_or_else(|| "Not yet".to_owned(), |(_, at)| day_of(at))),
                cell(html! { (state_tag(&d.letter, ctx.now)) }),
            ]
        })
        .collect();
    kit::table(["Plan", "Written by", "Due", "Came", "How it stands"].map(cell).to_vec(), rows)
        .caption("Letters, the soonest due first")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let (everybody, now) = (everybody(&ctx), ctx.now);
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<ListContact>()?;
            let mut all = Vec::new();
            for state in OPEN {
                all.extend(every(|after| store::desk(look, &grant, state, everybody, after))?);
            }
            Ok(all)
        })
        .await?;
    let day = |at| kernel::local_date(at).to_string();
    let rows = all.into_iter().map(|d| {
        let late = d.is_late(now);
        vec![
            d.reference.to_string(),
            d.letter.writer.code().to_owned(),
            d.letter.state.code().to_owned(),
            d.due_on().to_string(),
            if late { "yes" } else { "no" }.to_owned(),
            d.letter.came.map(|(_, at)| day(at)).unwrap_or_default(),
        ]
    });
    csv_file("letterbox", &["plan", "writer", "state", "due", "late", "came"], rows)
}

pub(super) async fn expect(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ContactPlan>("id")?;
    let mut fields = ctx.fields()?;
    let writer = fields.choice::<End>("writer", "Choose who writes");
    let writer = fields.finish(|| writer).map_err(kernel::Error::Invalid)?;
    ctx.act("expect a letter", move |act| {
        let letter = expect_extra(act, id, writer)?;
        Ok(Answer::see(format!("/letters/{letter}")).saying("One more letter is expected."))
    })
    .await
}
