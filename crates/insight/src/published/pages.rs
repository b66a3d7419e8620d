//! Published figures for people: one indicator in one year, council by council.

use kernel::{Error, Result};
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, Cell, chart, number, option},
};

use super::{AreaKind, Record, Unit, names, store};

/// What the page shows: a series in one year, and what else could be chosen.
struct Shown {
    indicators: Vec<String>,
    breakdowns: Vec<String>,
    years: Vec<i16>,
    chosen: Option<Chosen>,
}

struct Chosen {
    indicator: String,
    breakdown: String,
    year: i16,
    records: Vec<Record>,
    england: Vec<Record>,
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    let mut f = ctx.query();
    let indicator = f.optional("indicator", 400);
    let breakdown = f.optional("breakdown", 2_000);
    let year = f.optional("year", 4).and_then(|text| text.parse().ok());
    ctx.read(move |look| {
        super::may_see(look)?;
        let indicators = store::indicators(look)?;
        // Without a choice, or with one that is not there, children adopted lead.
        let lead = indicators.iter().find(|name| *name == names::CHILDREN_ADOPTED).or(indicators.first());
        let Some(indicator) = indicator.filter(|name| indicators.contains(name)).or(lead.cloned()) else {
            return Ok(Shown { indicators, breakdowns: Vec::new(), years: Vec::new(), chosen: None });
        };
        let breakdowns = store::breakdowns(look, &indicator)?;
        let wanted = breakdown.unwrap_or_default();
        let breakdown = breakdowns.iter().find(|b| **b == wanted).or(breakdowns.first());
        let breakdown = breakdown.cloned().unwrap_or_default();
        let years = store::years(look, &indicator, &breakdown)?;
        let year = year.filter(|year| years.contains(year)).or(years.first().copied());
        let year = year.ok_or_else(|| Error::Internal("a published series has no year".into()))?;
        let records = store::of_year(look, &indicator, &breakdown, year)?;
        let england = store::of_nation(look, &indicator, &breakdown)?;
        let chosen = Some(Chosen { indicator, breakdown, year, records, england });
        Ok(Shown { indicators, breakdowns, years, chosen })
    })
    .await
}

/// `GET /published`
pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let shown = read(&ctx).await?;
    let body = html! {
        (kit::layout::page_heading(None, "Published figures"))
        p class="govuk-body" {
            "What the Department for Education and others have published about every council, as it was said. "
            "See also " a class="govuk-link" href="/organisations" { "councils and agencies" } "."
        }
        @match &shown.chosen {
            None => (kit::nothing_here(
                "No published tables have been read in yet. Whoever runs this service reads them in with the command hearth import published."
            )),
            Some(chosen) => { (choices(&shown, chosen)) (tables(chosen)) }
        }
    };
    Ok(ctx.page("Published figures", body).dense().respond())
}

fn choices(shown: &Shown, chosen: &Chosen) -> Markup {
    let indicators = shown.indicators.iter().map(|name| option(name, names::indicator(name)));
    let breakdowns = shown.breakdowns.iter().map(|name| option(name, names::breakdown(name)));
    let years = shown.years.iter().map(|year| option(year.to_string(), names::year(*year)));
    let fields = html! {
        (kit::select("indicator", "Indicator", indicators).value(&chosen.indicator))
        @if shown.breakdowns.len() > 1 {
            (kit::select("breakdown", "Of whom", breakdowns).value(&chosen.breakdown))
        }
        (kit::select("year", "Year", years).value(chosen.year.to_string()))
    };
    kit::layout::filters("/published", fields)
}

fn tables(chosen: &Chosen) -> Markup {
    let of = |kind: AreaKind| chosen.records.iter().filter(move |record| record.kind == kind);
    let wide: Vec<&Record> = of(AreaKind::Nation).chain(of(AreaKind::Region)).collect();
    let councils: Vec<&Record> = of(AreaKind::Council).collect();
    let name = names::indicator(&chosen.indicator);
    let year = names::year(chosen.year).to_lowercase();
    html! {
        @if chosen.england.len() > 1 { (over_the_years(&format!("{name}: England"), &chosen.england)) }
        @if !wide.is_empty() {
            (kit::table(head("Place"), wide.iter().map(|record| row(record)).collect())
                .caption(format!("{name}, England and its regions, {year}")).first_cell_is_header())
        }
        @if !councils.is_empty() {
            (kit::table(head("Council"), councils.iter().map(|record| row(record)).collect())
                .caption(format!("{name}, councils, {year}")).first_cell_is_header())
        }
        @if chosen.records.len() >= store::MOST_AREAS {
            p class="govuk-body" { "There are more than " (store::MOST_AREAS) " places; the first are shown." }
        }
        p class="govuk-body" { a class="govuk-link" href=(address("/published.csv", chosen)) { "Download as CSV" } }
    }
}

fn head(place: &str) -> Vec<Cell> {
    vec![place.into(), "Code".into(), "Region".into(), number("Figure"), "Status".into()]
}

fn row(record: &Record) -> Vec<Cell> {
    let name: Cell = match record.kind {
        AreaKind::Council => {
            html! { a class="govuk-link" href=(format!("/councils/{}", record.code)) { (record.area) } }
                .into()
        }
        _ => (&record.area).into(),
    };
    let figure = match record.cell.value() {
        Some(_) => names::figure(record),
        None => "–".to_owned(),
    };
    vec![
        name,
        (&record.code).into(),
        record.region.as_deref().unwrap_or_default().into(),
        number(figure),
        record.cell.status().label().into(),
    ]
}

/// How a chart writes the figures of a series.
pub(crate) fn chart_unit(records: &[Record]) -> chart::Unit {
    let whole = records.iter().filter_map(|r| r.cell.value()).all(|number| number.as_whole().is_some());
    let places = if whole { 0 } else { 1 };
    match records.iter().find_map(|record| record.unit) {
        Some(Unit::Percent) => chart::Unit { places, ..chart::Unit::PER_CENT },
        Some(Unit::Pounds) => chart::Unit { places, ..chart::Unit::POUNDS },
        Some(Unit::Days) => chart::Unit { places, ..chart::Unit::DAYS },
        Some(Unit::Months) => chart::Unit { places, suffix: " months", prefix: "" },
        _ => chart::Unit { places, ..chart::Unit::COUNT },
    }
}

/// A series as a line with its table; a year without a number is a gap that says why.
pub(crate) fn over_the_years(title: &str, records: &[Record]) -> Markup {
    let points = records
        .iter()
        .map(|record| {
            let value = record.cell.value().map(|number| number.to_f64());
            let point = chart::point(record.year.to_string(), value);
            if value.is_some() { point } else { point.note(record.cell.status().label()) }
        })
        .collect();
    let line = chart::series(title, points);
    html! { (chart::lines(title, chart_unit(records), vec![line]).what("Year to March")) }
}

fn address(path: &str, chosen: &Chosen) -> String {
    let year = chosen.year.to_string();
    crate::address(
        path,
        &[("indicator", &chosen.indicator), ("breakdown", &chosen.breakdown), ("year", &year)],
    )
}

/// `GET /published.csv`
pub(super) async fn index_csv(ctx: Ctx) -> Result<Response> {
    let records = read(&ctx).await?.chosen.map(|chosen| chosen.records).unwrap_or_default();
    let head = [
        "indicator",
        "breakdown",
        "year_ending_march",
        "code",
        "area",
        "kind",
        "region",
        "value",
        "unit",
        "status",
    ];
    let rows = records.into_iter().map(|record| {
        let value = record.cell.value().map_or(String::new(), |number| number.to_string());
        vec![
            record.indicator,
            record.breakdown,
            record.year.to_string(),
            record.code,
            record.area,
            record.kind.code().to_owned(),
            record.region.unwrap_or_default(),
            value,
            record.unit.map_or("", |unit| unit.code()).to_owned(),
            record.cell.status().code().to_owned(),
        ]
    });
    csv_file("published-figures", &head, rows)
}
