//! The ledger as a finance officer sees it.

use access::actions::ViewLedger;
use kernel::{Error, FinancialYear, Moment, Result};
use maud::{Markup, Render, html};
use page::{
    Ctx, Cursor, Response, Route, csv_file,
    kit::{self, layout},
};

use super::store::{self, Entry};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/ledger", page)
            .needs::<ViewLedger>()
            .about("The agency's money from the Fund: balances and movements of a year"),
        Route::get("/ledger.csv", csv)
            .needs::<ViewLedger>()
            .about("The movements of a year as a CSV file, a line for each account they touch"),
    ]
}

/// The year in the address, or this one.
pub(crate) fn year_of(ctx: &Ctx) -> Result<FinancialYear> {
    let query = ctx.query();
    match query.raw("year") {
        "" => Ok(FinancialYear::of(ctx.today())),
        text => text.parse().ok().filter(|year| (2000..=2100).contains(year)).map(FinancialYear).ok_or_else(
            || Error::field("year", "Use the year in which the financial year begins, such as 2026"),
        ),
    }
}

async fn page(ctx: Ctx) -> Result<Response> {
    let year = year_of(&ctx)?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let (totals, mut years, rows) = ctx
        .read(move |look| {
            let grant = look.agency::<ViewLedger>()?;
            let (totals, years) = (store::totals(look, &grant, year)?, store::years(look, &grant)?);
            Ok((totals, years, store::list(look, &grant, year, after)?))
        })
        .await?;
    if !years.contains(&year) {
        years.insert(0, year);
    }
    let choices = years.iter().map(|y| (y.0.to_string(), y.to_string()));
    let next = rows.next.map(|next| format!("/ledger?year={}&after={next}", year.0));
    let body = html! {
        (layout::page_heading(Some("Money from the Fund"), format!("Ledger {year}")))
        (layout::filters("/ledger", html! {
            (kit::select("year", "Year", choices).value(year.0.to_string()))
        }))
        (kit::figures(&[
            kit::figure("Allocated", totals.allocated().to_string()).note("What the agency was given for the year"),
            kit::figure("Available", totals.available.to_string()).note("Allocated and free"),
            kit::figure("Committed", totals.committed.to_string()).note("Approved and not yet paid"),
            kit::figure("Paid", totals.paid.to_string()).note("Paid to providers"),
        ]))
        p class="govuk-body" {
            "Nothing can be approved above what is available, and nothing paid above what was approved. Every movement \
             takes from one account what it gives to another. Orders from core budget are paid outside this ledger."
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/funding/allocations?year=" (year.0) } { "Allocations of the year" }
            ": by which letter, and who recorded them"
        }
        h2 class="govuk-heading-m" { "Movements" }
        @if rows.items.is_empty() {
            (kit::nothing_here("No money has moved in this year. It begins with the year's allocation."))
        } @else {
            (movements(&rows.items, "Movements, newest first"))
            (kit::pagination(None, next))
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/ledger.csv?year=" (year.0) } { "Download the movements of the year (CSV)" }
        }
    };
    Ok(ctx.page(format!("Ledger {year}"), body).dense().respond())
}

/// Movements as a table, each with what it took from and gave to.
pub(crate) fn movements(entries: &[Entry], caption: &str) -> Markup {
    let head = vec![
        kit::cell("When"),
        kit::cell("Movement"),
        kit::cell("From"),
        kit::cell("To"),
        kit::number("Amount"),
        kit::cell("Application"),
        kit::cell("Invoice"),
    ];
    let rows = entries.iter().map(|entry| {
        let application = html! {
            @if let Some((id, reference)) = &entry.application {
                a class="govuk-link" href={ "/applications/" (id) } { (reference) }
            }
        };
        let invoice = html! {
            @if let Some((id, number)) = &entry.invoice { a class="govuk-link" href={ "/invoices/" (id) } { (number) } }
        };
        let what = html! {
            (entry.kind.label())
            @if let Some(authority) = &entry.authority { br; span class="govuk-hint" { "By authority: " (authority.reason) } }
        };
        vec![
            kit::cell(Moment(entry.at).to_string()),
            kit::cell(what),
            kit::cell(entry.side(true)),
            kit::cell(entry.side(false)),
            kit::number(entry.amount().to_string()),
            kit::cell(application),
            kit::cell(invoice),
        ]
    });
    kit::table(head, rows.collect())
        .caption(caption)
        .caption_classes("govuk-visually-hidden")
        .scrolling()
        .render()
}

async fn csv(ctx: Ctx) -> Result<Response> {
    let year = year_of(&ctx)?;
    let entries = ctx
        .read(move |look| {
            let grant = look.agency::<ViewLedger>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let page = store::list(look, &grant, year, after)?;
                all.extend(page.items);
                match page.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let head = ["movement", "at", "kind", "account", "amount_pence", "application", "invoice"];
    let lines = entries.iter().flat_map(|entry| {
        entry.lines.iter().map(move |(account, amount)| {
            vec![
                entry.id.to_string(),
                entry.at.to_string(),
                entry.kind.code().to_owned(),
                account.code().to_owned(),
                amount.0.to_string(),
                entry.application.as_ref().map_or_else(String::new, |(_, reference)| reference.clone()),
                entry.invoice.as_ref().map_or_else(String::new, |(_, number)| number.clone()),
            ]
        })
    });
    csv_file(&format!("ledger-{year}"), &head, lines)
}
