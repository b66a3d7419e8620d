//! The Fund's statistics for people.

use kernel::{FinancialYear, Result};
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file, download,
    kit::{self, label, layout},
};

use super::{
    export::{ABOUT, BESIDE, Format, HEAD, PROTECTED, Statistics, read},
    ods::MEDIA_TYPE,
    published::{self, Published},
};
use crate::picture::{model::parse_year, pages::folded};

/// The year that the address names, if it names one.
pub(super) fn chosen_year(ctx: &Ctx) -> Result<Option<FinancialYear>> {
    match ctx.query().raw("year").trim() {
        "" => Ok(None),
        text => parse_year(text).map(Some),
    }
}

/// `GET /fund-statistics`
pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let s = ctx.read(move |look| read(look, year)).await?;
    let title = format!("Fund statistics {}", s.year);
    let whose = s.agency.as_deref().unwrap_or("Every agency together");
    let body = html! {
        (layout::page_heading(Some(whose), &title))
        (layout::filters("/fund-statistics", html! {
            (kit::input("year", label("Financial year")).hint("For example, 2024-25").width(10).value(s.year.to_string()))
        }))
        p class="govuk-body" { (ABOUT) }
        @if s.agency.is_some() {
            p class="govuk-body" { a class="govuk-link" href="/fund-trial" { "Try other limits on the applications of a year" } }
        }
        @if s.sheets.is_empty() {
            (kit::nothing_here(format!("No application was approved in {}. Choose another year.", s.year)))
        } @else {
            (kit::inset_text(html! {
                (PROTECTED) " "
                @if s.holds_back() { "In this year some figures are held back." } @else { "In this year nothing had to be held back." }
            }))
            @for sheet in &s.sheets { section id=(sheet.code) { (folded(sheet)) } }
        }
        section id="published" { (as_published(&s)?) }
        (kit::button_group(html! {
            (kit::print_button("Print this page").secondary())
            @for format in ["csv", "ods"] {
                a class="govuk-link" href={ "/fund-statistics." (format) "?year=" (s.year) } { "Download as " (format.to_uppercase()) }
            }
        }))
    };
    Ok(ctx.page(title, body).dense().respond())
}

/// What was published of the year, and below it what was published of others.
fn as_published(s: &Statistics) -> Result<Markup> {
    let others: Vec<Published> =
        published::all()?.iter().filter(|p| p.year != s.year.to_string()).cloned().collect();
    Ok(html! {
        h2 class="govuk-heading-m" { "As published" }
        p class="govuk-body" { (BESIDE) }
        @if s.published.is_empty() {
            (kit::nothing_here(format!("No published figure of {} is known here.", s.year)))
        } @else {
            (table(&s.published, false))
        }
        @if !others.is_empty() { (kit::details("Published of other years", html! { (table(&others, true)) })) }
    })
}

fn table(figures: &[Published], years: bool) -> kit::Table {
    let mut head = ["What", "As published", "Source"].map(kit::cell).to_vec();
    if years {
        head.insert(0, kit::cell("Year"));
    }
    let rows = figures.iter().map(|p| {
        let mut row =
            vec![kit::cell(p.name.as_str()), kit::cell(p.words.as_str()), kit::cell(p.source.as_str())];
        if years {
            row.insert(0, kit::cell(p.year.as_str()));
        }
        row
    });
    kit::table(head, rows.collect())
        .caption("Figures of the Fund as published")
        .caption_classes("govuk-visually-hidden")
        .first_cell_is_header()
        .scrolling()
}

/// `GET /fund-statistics.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let s = ctx.read(move |look| read(look, year)).await?;
    csv_file(&format!("fund-statistics-{}", s.year), &HEAD, s.lines())
}

/// `GET /fund-statistics.ods`
pub(super) async fn ods(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let s = ctx.read(move |look| read(look, year)).await?;
    download(&format!("fund-statistics-{}.ods", s.year), MEDIA_TYPE, s.file(Format::Ods)?)
}
