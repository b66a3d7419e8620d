//! Looking for a birth relative. What is typed is sent in the body, never in an address.

use access::actions::SearchBirthPeople;
use kernel::{Error, Invalid, Result};
use page::{
    Ctx, Fields, Response,
    kit::{self, cell, html, layout},
};

use super::{day, line};
use crate::{
    birth_families::store::{self, Found},
    people::{fields, store::Query},
};

/// Looks for birth relatives.
pub(in crate::birth_families) async fn hits(ctx: &Ctx, query: Query) -> Result<Vec<Found>> {
    ctx.read(move |look| {
        let grant = look.agency::<SearchBirthPeople>()?;
        store::find(look, &grant, &query)
    })
    .await
}

pub(super) async fn blank(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default(), None)
}

pub(super) async fn search(ctx: Ctx) -> Result<Response> {
    let mut typed = ctx.fields()?;
    match fields(&mut typed) {
        Err(invalid) => show(&ctx, &typed, &invalid, None),
        Ok(query) => {
            let found = hits(&ctx, query).await?;
            show(&ctx, &typed, &Invalid::default(), Some(&found))
        }
    }
}

fn show(ctx: &Ctx, typed: &Fields, invalid: &Invalid, found: Option<&[Found]>) -> Result<Response, Error> {
    let inside = html! {
        (line(typed, invalid, "name", "Name").hint("First or last name or both, as it was before adoption.").width(30))
        (kit::date_input("born", "Date of birth").values(typed.date_parts("born")).error(invalid.of("born")))
        (line(typed, invalid, "postcode", "Postcode").width(10))
        (kit::button("Search"))
    };
    let body = html! {
        (layout::page_heading(None, "Look for a birth relative"))
        (ctx.form("/birth-families/search", typed, inside))
        p class="govuk-hint" { "Only birth families of your own agency are compared, and nobody of an adoptive family. Every search is recorded." }
        @if let Some(found) = found {
            @if found.is_empty() {
                (kit::nothing_here("Nobody was found. Try one part of the name, or the date of birth alone."))
            } @else { (results(found)) }
        }
    };
    Ok(ctx
        .page("Look for a birth relative", body)
        .back("/birth-families", "Back to birth families")
        .dense()
        .errors(invalid)
        .respond())
}

fn results(found: &[Found]) -> kit::Table {
    let rows = found
        .iter()
        .map(|hit| {
            let who = &hit.relative.identity;
            vec![
                cell(who.name()),
                cell(who.born.map_or_else(|| "Not known".to_owned(), day)),
                cell(hit.relative.kind.label()),
                cell(html! {
                    @for reason in &hit.likeness.reasons {
                        (if reason.agrees { "For: " } else { "Against: " }) (reason.text) br;
                    }
                }),
                cell(html! { a class="govuk-link" href={ "/birth-families/" (hit.relative.family) } { (hit.reference) } }),
            ]
        })
        .collect();
    kit::table(["Name", "Born", "Who", "How alike", "Birth family"].map(cell).to_vec(), rows)
        .caption("People found, the likeliest first")
        .caption_classes("govuk-table__caption--m")
        .first_cell_is_header()
        .scrolling()
}
