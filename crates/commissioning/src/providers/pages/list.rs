//! The list of providers as people see it.

use access::actions::{ListProviders, ManageProviders};
use kernel::Result;
use maud::{Markup, html};
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, layout},
};

use super::approval_tag;
use crate::{catalogue::model::Catalogue, providers::store, words};

/// The therapy that the list is held to, when the catalogue knows it.
fn wanted(ctx: &Ctx) -> Result<Option<&'static str>> {
    let query = ctx.query();
    Ok(Catalogue::shipped()?.find(query.raw("therapy")).map(|found| found.code.as_str()))
}

pub(in crate::providers) async fn list(ctx: Ctx) -> Result<Response> {
    let therapy = wanted(&ctx)?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let (rows, may) = ctx
        .read(move |look| {
            let rows = store::page(look, &look.agency::<ListProviders>()?, therapy, after)?;
            Ok((rows, look.may::<ManageProviders>()))
        })
        .await?;
    let lines = rows.items.iter().map(|line| {
        let p = &line.provider;
        let approved = line.approved_on.map_or_else(String::new, words::day);
        Ok(vec![
            kit::cell(html! { a class="govuk-link" href={ "/providers/" (p.id) } { (p.name) } }),
            kit::cell(p.kind.label()),
            kit::cell(prices(line, therapy)?),
            kit::cell(html! { (approval_tag(p.approval)) }),
            kit::cell(approved),
        ])
    });
    let lines = lines.collect::<Result<Vec<_>>>()?;
    let head = ["Provider", "Kind", "Therapies and price of a session today", "Standing", "Approved on"];
    let query = therapy.map_or_else(String::new, |code| format!("therapy={code}"));
    let next = rows.next.map(|next| format!("/providers?{query}&after={next}"));
    let choices = std::iter::once(("", "Any therapy")).chain(words::therapies()?);
    let body = html! {
        (layout::page_heading(None, "Approved providers"))
        p class="govuk-body" {
            "One list for every agency. A new order takes the price of the day it is placed and keeps it."
        }
        (layout::filters("/providers", html! {
            (kit::select("therapy", "Therapy", choices).value(therapy.unwrap_or_default()))
        }))
        @if lines.is_empty() {
            (kit::nothing_here("No provider on the list has a price for this therapy today. Try another therapy."))
        } @else {
            (kit::table(head.map(kit::cell).into(), lines).caption("Approved providers")
                .caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, next))
        }
        @if may { (kit::button("Add a provider").href("/providers/new").secondary()) }
        p class="govuk-body" {
            a class="govuk-link" href={ "/providers.csv?" (query) } { "Download this list (CSV)" }
        }
    };
    Ok(ctx.page("Approved providers", body).dense().respond())
}

fn prices(line: &store::Listed, therapy: Option<&str>) -> Result<Markup> {
    let shown = line.prices.iter().filter(|p| therapy.is_none_or(|code| code == p.therapy));
    let shown = shown
        .map(|p| {
            let name = words::therapy(&p.therapy)?;
            Ok(format!("{name}: {} for {} minutes", p.per_session, p.minutes))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(html! {
        @if shown.is_empty() { "No price today" } @else {
            ul class="govuk-list" { @for price in &shown { li { (price) } } }
        }
    })
}

/// A line for each price; a provider without a price has one line too.
pub(in crate::providers) async fn csv(ctx: Ctx) -> Result<Response> {
    let therapy = wanted(&ctx)?;
    let rows = ctx
        .read(move |look| {
            let grant = look.agency::<ListProviders>()?;
            store::list(look, &grant, therapy, look.today(), None, None)
        })
        .await?;
    let head =
        ["provider", "kind", "standing", "approved_on", "therapy", "price_pence", "minutes", "price_from"];
    let mut lines = Vec::new();
    for line in rows.items {
        let p = &line.provider;
        let about = vec![
            p.name.clone(),
            p.kind.label().to_owned(),
            p.approval.label().to_owned(),
            line.approved_on.map_or_else(String::new, |d| d.to_string()),
        ];
        let shown = line.prices.iter().filter(|p| therapy.is_none_or(|code| code == p.therapy));
        let priced: Vec<Vec<String>> = shown
            .map(|p| {
                Ok(vec![
                    words::therapy(&p.therapy)?.to_owned(),
                    p.per_session.0.to_string(),
                    p.minutes.to_string(),
                    p.from.to_string(),
                ])
            })
            .collect::<Result<_>>()?;
        if priced.is_empty() {
            lines.push([about, vec![String::new(); 4]].concat());
        } else {
            lines.extend(priced.into_iter().map(|price| [about.clone(), price].concat()));
        }
    }
    csv_file("providers", &head, lines)
}
