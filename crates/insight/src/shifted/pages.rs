//! Cost shifted as people see it.

use kernel::Result;
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, label, layout},
};

use super::model::{self, Line, Shifted};
use crate::suppression::Amount;

/// The financial year that the address names; today's where it names none that can be.
pub(super) fn wanted(ctx: &Ctx) -> i16 {
    ctx.query()
        .raw("year")
        .parse()
        .ok()
        .filter(|y| (2000..=2100).contains(y))
        .unwrap_or(model::year_of(ctx.today()))
}

fn count(line: &Line) -> String {
    line.children.shown().map_or_else(|| "hidden".to_owned(), |n| n.to_string())
}

fn cost(line: &Line) -> String {
    match line.cost {
        Amount::Shown(pence) => pence.to_string(),
        Amount::Suppressed => "hidden".to_owned(),
    }
}

fn years(year: i16) -> String {
    format!("{year} to {}", year.saturating_add(1))
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let year = wanted(&ctx);
    let s = ctx.read(move |look| model::read(look, year)).await?;
    let body = html! {
        (layout::page_heading(None, "Cost shifted"))
        p class="govuk-body" {
            "Children for whom a service that is bound by law refused or never answered, or for whom adoption support paid while it was asked, "
            "and what was paid in its place, whatever the service answered in the end. The year goes by the day on which the service was asked, "
            "from 1 April to 31 March, and not by the day of payment."
        }
        (layout::filters("/cost-shifted", html! {
            (kit::input("year", label("Financial year that begins in")).whole_number().width(4).value(year.to_string()))
        }))
        (drawn(&s))
        p class="govuk-body-s" {
            "Numbers under 6 are hidden, and others where they would give those away, and so is money that was paid for fewer than 6 children; the rest is rounded to the nearest 5, so parts may not add up. "
            "A child can stand in several lines."
        }
        @if s.total.is_some() {
            p class="govuk-body" { a class="govuk-link" href={ "/cost-shifted.csv?year=" (year) } { "Download this (CSV)" } }
        }
    };
    Ok(ctx.page("Cost shifted", body).dense().respond())
}

fn drawn(s: &Shifted) -> Markup {
    let row =
        |line: &Line| vec![kit::cell(line.body.as_str()), kit::number(count(line)), kit::number(cost(line))];
    html! {
        @match &s.total {
            None => { (kit::nothing_here(format!("No other service was asked in {}.", years(s.year)))) }
            Some(total) => {
                @for part in &s.parts {
                    @let rows = part.lines.iter().chain([&part.total]).map(row).collect();
                    (kit::table(["Body", "Children left to us", "Paid instead"].map(kit::cell).to_vec(), rows)
                        .caption(part.system.label())
                        .caption_classes("govuk-table__caption--m")
                        .first_cell_is_header()
                        .scrolling())
                }
                p class="govuk-body" { strong { "All systems, " (years(s.year)) ": " } (count(total)) " lines of children, " (cost(total)) "." }
            }
        }
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let year = wanted(&ctx);
    let s = ctx.read(move |look| model::read(look, year)).await?;
    let mut rows = Vec::new();
    for part in &s.parts {
        for line in part.lines.iter().chain([&part.total]) {
            rows.push(vec![
                year.to_string(),
                part.system.code().to_owned(),
                line.body.clone(),
                count(line),
                cost(line),
            ]);
        }
    }
    csv_file("cost-shifted", &["year", "system", "body", "children", "cost"], rows)
}
