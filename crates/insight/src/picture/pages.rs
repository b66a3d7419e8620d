//! The picture for people: tiles, charts with their tables, sheets, CSV and print.

use kernel::{FinancialYear, Result};
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, Cell, chart, number, option},
};

use super::{
    agency, model, nation,
    sheet::{Entry, Figure, Kind, Line, Sheet},
};
use crate::published;

/// The part of the national page that is not Hearth's own.
const ADOPTED: &str = "Beside it: children adopted in England, as published";
/// A table of more lines than this is folded away under its chart.
const LONG: usize = 20;

fn chosen_year(ctx: &Ctx) -> Result<Option<FinancialYear>> {
    match ctx.query().raw("year") {
        "" => Ok(None),
        text => model::parse_year(text).map(Some),
    }
}

/// `GET /agency`
pub(super) async fn agency(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let picture = ctx.read(move |look| agency::read(look, year)).await?;
    let title = format!("Figures {}", picture.year);
    let so_far = months_so_far(picture.year, ctx.today());
    let body = html! {
        (kit::layout::page_heading(Some(&picture.agency), &title))
        (choose("/agency", picture.year, &picture.years))
        p class="govuk-body" { "Each figure opens the rows behind it, where your role may see them." }
        (tiles(&picture.sheets, &[
            ("months", "enquiries", "Enquiries"),
            ("levels", "children", "Children in support"),
            ("promises", "share", "Promises kept on time"),
            ("promises", "late", "Promises late now"),
            ("began", "ahead", "Began from an offer ahead"),
            ("coordination", "named-share", "With a named coordinator"),
            ("coordination", "same-share", "Same coordinator for a year"),
            ("coordination", "hand-offs", "Hand-offs"),
            ("months", "applied", "Applied for"),
            ("months", "committed", "Committed"),
            ("months", "paid", "Paid"),
            ("months", "sessions-held", "Sessions held"),
        ]))
        (kit::contents(picture.sheets.iter().map(|sheet| (sheet.code, sheet.title.as_str()))))
        @for sheet in &picture.sheets {
            section id=(sheet.code) {
                @match sheet.code {
                    "months" => {
                        (over_the_year(sheet, so_far, "Enquiries and cases, month by month", chart::Unit::COUNT, &["enquiries", "cases-opened", "cases-closed"]))
                        (over_the_year(sheet, so_far, "Money, month by month", chart::Unit::POUNDS, &["applied", "committed", "paid"]))
                    },
                    "levels" => (compared(sheet, 0, chart::Unit::COUNT)),
                    "money" => (compared(sheet, 2, chart::Unit::POUNDS)),
                    "began" => (compared(sheet, 0, chart::Unit::COUNT)),
                    "channels" => (compared(sheet, 0, chart::Unit::COUNT)),
                    _ => {},
                }
                (folded(sheet))
                (kit::to_contents())
            }
        }
        (foot("/agency.csv", picture.year))
    };
    Ok(ctx.page(title, body).dense().respond())
}

/// `GET /nation`
pub(super) async fn nation(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let picture = ctx.read(move |look| nation::read(look, year)).await?;
    let title = format!("National picture {}", picture.year);
    let so_far = months_so_far(picture.year, ctx.today());
    let hidden = picture.sheets.iter().any(Sheet::holds_back);
    let body = html! {
        (kit::layout::page_heading(Some("Every agency together"), &title))
        (choose("/nation", picture.year, &picture.years))
        (kit::inset_text(html! {
            "Counts under 6 are held back so that nobody can be told from them, and so are some larger ones that would give them away. "
            "The rest are rounded to the nearest 5, each by itself, so they may not add up. "
            @if hidden { "In this year some figures are held back." } @else { "In this year nothing had to be held back." }
        }))
        (tiles(&picture.sheets, &[
            ("agencies", "enquiries", "Enquiries"),
            ("agencies", "children", "Children in support"),
            ("promises", "share", "Promises kept on time"),
            ("promises", "late", "Promises late now"),
            ("money-by-agency", "applied", "Applied for"),
            ("money-by-agency", "committed", "Committed"),
            ("money-by-agency", "paid", "Paid"),
            ("agencies", "held", "Sessions held"),
        ]))
        (kit::contents(
            picture.sheets.iter().map(|sheet| (sheet.code, sheet.title.as_str())).chain([("published", ADOPTED)])
        ))
        @for sheet in &picture.sheets {
            section id=(sheet.code) {
                @match sheet.code {
                    "agencies" => (by_region(sheet, 0, "Enquiries by pan-region", chart::Unit::COUNT)),
                    "money-by-agency" => (by_region(sheet, 2, "Paid by pan-region", chart::Unit::POUNDS)),
                    "months" => (over_the_year(sheet, so_far, "Enquiries month by month", chart::Unit::COUNT, &["enquiries"])),
                    "levels" => (compared(sheet, 0, chart::Unit::COUNT)),
                    "money" => (compared(sheet, 3, chart::Unit::POUNDS)),
                    _ => {},
                }
                (folded(sheet))
                (kit::to_contents())
            }
        }
        section id="published" {
            h2 class="govuk-heading-m" { (ADOPTED) }
            @if picture.adopted.is_empty() {
                (kit::nothing_here("No published figures of children adopted have been read in."))
            } @else {
                (published::over_the_years("Children adopted in England, by year to March", &picture.adopted))
                p class="govuk-body" {
                    a class="govuk-link" href="/published?indicator=children_adopted" { "Council by council" }
                }
            }
        }
        (foot("/nation.csv", picture.year))
    };
    Ok(ctx.page(title, body).dense().respond())
}

/// `GET /region`
pub(super) async fn region(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let picture = ctx.read(move |look| nation::read_region(look, year)).await?;
    let name = picture.region.as_deref().unwrap_or("Your pan-region");
    let title = format!("{name} {}", picture.year);
    let hidden = picture.sheets.iter().any(Sheet::holds_back);
    let body = html! {
        (kit::layout::page_heading(Some("The agencies of one pan-region"), &title))
        @if picture.region.is_none() {
            (kit::nothing_here("Your agency belongs to no pan-region, so there is nothing to show here."))
        } @else {
            (choose("/region", picture.year, &picture.years))
            (kit::inset_text(html! {
                "These are the lines of your pan-region in the national picture. Counts under 6 are held back so that nobody can be told from them, and so are some larger ones that would give them away. "
                "The rest are rounded to the nearest 5, each by itself, so they may not add up. "
                @if hidden { "In this year some figures are held back." } @else { "In this year nothing had to be held back." }
            }))
            @for sheet in &picture.sheets { section id=(sheet.code) { (folded(sheet)) } }
            (foot("/region.csv", picture.year))
        }
    };
    Ok(ctx.page(title, body).dense().respond())
}

fn choose(action: &str, year: FinancialYear, years: &[FinancialYear]) -> Markup {
    let items = years.iter().map(|year| option(year.to_string(), year.to_string()));
    kit::layout::filters(
        action,
        html! { (kit::select("year", "Financial year", items).value(year.to_string())) },
    )
}

fn foot(csv: &str, year: FinancialYear) -> Markup {
    let csv = crate::address(csv, &[("year", &year.to_string())]);
    kit::button_group(html! {
        (kit::print_button("Print this page").secondary())
        a class="govuk-link" href=(csv) { "Download as CSV" }
    })
}

/// The totals that lead the page; each opens its rows, or else its table.
fn tiles(sheets: &[Sheet], which: &[(&str, &str, &str)]) -> Markup {
    let tile = |(code, column, label): &(&str, &str, &str)| {
        let sheet = sheets.iter().find(|sheet| sheet.code == *code)?;
        let entry = sheet.total(column)?;
        let href = entry.href.clone().unwrap_or_else(|| format!("#{code}"));
        Some(kit::figure(*label, entry.figure.words()).href(href))
    };
    kit::figures(&which.iter().filter_map(tile).collect::<Vec<_>>())
}

fn linked(entry: &Entry) -> Cell {
    let words = entry.figure.words();
    match &entry.href {
        Some(href) => number(html! { a class="govuk-link" href=(href) { (words) } }),
        None => number(words),
    }
}

/// The table of a sheet; a long one behind a line that opens it.
pub(crate) fn folded(sheet: &Sheet) -> Markup {
    if sheet.lines.len() <= LONG {
        return table(sheet);
    }
    html! { (kit::details(format!("{}: the table, {} lines", sheet.title, sheet.lines.len()), table(sheet))) }
}

fn table(sheet: &Sheet) -> Markup {
    let name = |line: &Line| -> Cell {
        match (&line.href, line.kind) {
            (Some(href), _) => html! { a class="govuk-link" href=(href) { (line.name) } }.into(),
            (None, Kind::Part) => (&line.name).into(),
            (None, _) => html! { strong { (line.name) } }.into(),
        }
    };
    let rows = sheet.lines.iter().map(|line| {
        let mut row = vec![name(line)];
        row.extend(line.entries.iter().map(linked));
        row
    });
    let mut head: Vec<Cell> = vec![sheet.lines_are.into()];
    head.extend(sheet.columns.iter().map(|(_, name)| number(*name)));
    html! {
        (kit::table(head, rows.collect()).caption(&sheet.title).caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
        @if !sheet.about.is_empty() { p class="govuk-hint" { (sheet.about) } }
    }
}

fn point(line: &Line, column: usize) -> chart::Point {
    let entry = line.entries.get(column);
    let point = chart::point(&line.name, entry.and_then(|entry| entry.figure.height()));
    match entry {
        Some(Entry { figure: Figure::Hidden, .. }) => point.note("held back"),
        Some(Entry { href: Some(href), .. }) => point.href(href),
        _ => point,
    }
}

/// The parts of a sheet compared under one column.
fn compared(sheet: &Sheet, column: usize, unit: chart::Unit) -> Markup {
    bars(sheet, column, unit, Kind::Part, sheet.title.clone(), sheet.lines_are)
}

/// The pan-regions of a sheet compared under one column.
fn by_region(sheet: &Sheet, column: usize, title: &str, unit: chart::Unit) -> Markup {
    bars(sheet, column, unit, Kind::Subtotal, title.to_owned(), "Pan-region")
}

fn bars(sheet: &Sheet, column: usize, unit: chart::Unit, kind: Kind, title: String, what: &str) -> Markup {
    let points: Vec<_> =
        sheet.lines.iter().filter(|line| line.kind == kind).map(|line| point(line, column)).collect();
    let title = match sheet.columns.get(column) {
        Some((_, name)) if kind == Kind::Part && sheet.columns.len() > 1 => {
            format!("{title}: {}", name.to_lowercase())
        }
        _ => title,
    };
    html! { @if !points.is_empty() { (chart::bars(title, unit, points).what(what)) } }
}

/// How many months of a year have begun by a day: those to come are not drawn as nothing.
fn months_so_far(year: FinancialYear, today: kernel::Date) -> usize {
    let this_month = store::figure::month(today);
    super::model::months(year).iter().filter(|month| **month <= this_month).count()
}

/// Columns of a sheet of months as lines, as far as the year has come.
fn over_the_year(sheet: &Sheet, so_far: usize, title: &str, unit: chart::Unit, columns: &[&str]) -> Markup {
    let line = |code: &&str| {
        let (at, (_, name)) = sheet.columns.iter().enumerate().find(|(_, (column, _))| column == code)?;
        let months = sheet.lines.iter().filter(|line| line.kind == Kind::Part);
        let short = |line: &Line| {
            let words: Vec<&str> = line.name.split(' ').collect();
            words.first().map_or(String::new(), |month| month.chars().take(3).collect())
        };
        let points = months.enumerate().map(|(month, line)| match month < so_far {
            true => chart::Point { label: short(line), ..point(line, at) },
            false => chart::point(short(line), None).note("to come"),
        });
        Some(chart::series(*name, points.collect()))
    };
    html! { (chart::lines(title, unit, columns.iter().filter_map(line).collect()).what("Month")) }
}

/// `GET /agency.csv`
pub(super) async fn agency_csv(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let picture = ctx.read(move |look| agency::read(look, year)).await?;
    csv(&format!("figures-{}", picture.year), &picture.sheets)
}

/// `GET /nation.csv`
pub(super) async fn nation_csv(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let picture = ctx.read(move |look| nation::read(look, year)).await?;
    csv(&format!("national-figures-{}", picture.year), &picture.sheets)
}

/// `GET /region.csv`
pub(super) async fn region_csv(ctx: Ctx) -> Result<Response> {
    let year = chosen_year(&ctx)?;
    let picture = ctx.read(move |look| nation::read_region(look, year)).await?;
    csv(&format!("region-figures-{}", picture.year), &picture.sheets)
}

fn csv(name: &str, sheets: &[Sheet]) -> Result<Response> {
    let rows = super::api::items(sheets).into_iter().map(|item| {
        let value = item.value.map_or(String::new(), |value| {
            if item.unit == "count" || item.unit == "pence" {
                format!("{value:.0}")
            } else {
                format!("{value:.2}")
            }
        });
        vec![
            item.sheet,
            item.line.to_owned(),
            item.code,
            item.name,
            item.measure.to_owned(),
            value,
            item.unit.to_owned(),
            item.status.to_owned(),
        ]
    });
    csv_file(name, &["sheet", "line", "code", "name", "measure", "value", "unit", "status"], rows)
}
