//! One council: what was published about it, beside the agency's own figures for it.

use std::collections::BTreeMap;

use access::{
    actions::SeeAgencyFigures,
    memberships,
    organisations::{self, Membership, Organisation, kind},
};
use kernel::{Error, FinancialYear, Result};
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, Cell, chart, number},
};
use store::Row;

use super::{correct, pages, store as map};
use crate::published::{self, Record, names};

/// A council's page.
struct Shown {
    code: String,
    name: String,
    /// None for a council that is no more: published tables still name it.
    council: Option<Organisation>,
    memberships: Vec<(Membership, Option<Organisation>)>,
    /// The corrections, with the name of the agency that each says and of the one that made it.
    corrections: Vec<(memberships::Made, String, String)>,
    published: Vec<Record>,
    /// The reader's agency, and its figures by the year in which the year to March ended.
    own: Option<(Organisation, BTreeMap<i16, Own>)>,
}

/// An agency's own figures for a council in a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Own {
    enquiries: i64,
    opened: i64,
    closed: i64,
}

async fn read(ctx: &Ctx) -> Result<Shown> {
    let code = ctx.param("code")?.to_owned();
    ctx.read(move |look| {
        published::may_see(look)?;
        let council = organisations::by_code(look, kind::COUNCIL, &code)?;
        let published = published::store::of_area(look, &code)?;
        let name = match (&council, published.last()) {
            (Some(council), _) => council.name.clone(),
            (None, Some(record)) if record.kind == published::AreaKind::Council => record.area.clone(),
            _ => return Err(Error::NotFound),
        };
        let memberships = memberships::of_council(look, &code)?
            .into_iter()
            .map(|m| {
                let agency = m.agency.map(|id| organisations::by_id(look, id)).transpose()?;
                Ok((m, agency.filter(|agency| agency.kind == kind::AGENCY)))
            })
            .collect::<Result<_>>()?;
        let own = match look.agency::<SeeAgencyFigures>() {
            Ok(grant) => {
                let rows = grant.totals(look, map::OWN_FIGURES, &[code.as_str().into()])?;
                Some((organisations::of_grant(look, &grant)?, by_year(&rows)?))
            }
            // Who works nationally sees an agency's figures only where they are protected.
            Err(Error::Forbidden) => None,
            Err(other) => return Err(other),
        };
        let corrections = correct::made(look, &code)?;
        Ok(Shown { code, name, council, memberships, corrections, published, own })
    })
    .await
}

fn by_year(rows: &[Row]) -> Result<BTreeMap<i16, Own>> {
    let mut years: BTreeMap<i16, Own> = BTreeMap::new();
    for row in rows {
        let (measure, month, amount): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let year = crate::picture::model::year_of_month(&month)?;
        let own = years.entry(ending(year)).or_default();
        match measure.as_str() {
            "enquiries" => own.enquiries += amount,
            "cases-opened" => own.opened += amount,
            _ => own.closed += amount,
        }
    }
    Ok(years)
}

/// The calendar year in which a financial year ends, as published tables name it.
fn ending(year: FinancialYear) -> i16 {
    year.0.saturating_add(1)
}

/// `GET /councils/{code}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let shown = read(&ctx).await?;
    let adopted: Vec<Record> = shown
        .published
        .iter()
        .filter(|r| r.indicator == names::CHILDREN_ADOPTED && r.breakdown.is_empty())
        .cloned()
        .collect();
    let body = html! {
        (kit::layout::page_heading(Some("Council"), &shown.name))
        (who(&shown))
        (correct::history(&shown.corrections))
        @if shown.council.is_some() && ctx.actor.may_come("organisation.correct") {
            p class="govuk-body" { a class="govuk-link" href={ "/councils/" (shown.code) "/membership" } { "Correct which agency it belongs to" } }
        }
        h2 class="govuk-heading-m" { "Children adopted" }
        @if adopted.is_empty() {
            (kit::nothing_here("No published figures of children adopted have been read in for this council."))
        } @else {
            (published::over_the_years(&format!("Children adopted: {}", shown.name), &adopted))
        }
        (side_by_side(&shown, &adopted))
        (everything(&shown))
        p class="govuk-body" {
            a class="govuk-link" href=(format!("/councils/{}/figures.csv", shown.code)) { "Download as CSV" }
        }
    };
    Ok(ctx
        .page(shown.name.clone(), body)
        .back("/organisations", "Councils, agencies and regions")
        .dense()
        .respond())
}

fn who(shown: &Shown) -> Markup {
    let region = shown.council.as_ref().map_or("", |council| council.region.as_str());
    let memberships: Vec<Vec<Cell>> = shown
        .memberships
        .iter()
        .map(|(m, agency)| {
            vec![
                agency.as_ref().map_or("None known", |agency| agency.name.as_str()).into(),
                pages::since(m).into(),
                if memberships::is_replaced(m) {
                    "Replaced by a correction".into()
                } else {
                    pages::status(m).into()
                },
                (&m.source).into(),
            ]
        })
        .collect();
    html! {
        p class="govuk-body" {
            "Department for Education code " (shown.code)
            @if !region.is_empty() { ", " (region) }
            @if shown.council.is_none() {
                ". This council is no longer among the councils of England; what was published about it is kept under its own code"
            }
            "."
        }
        @if !memberships.is_empty() {
            (kit::table(["Agency", "Dates", "How sure", "Source"].map(Into::into).to_vec(), memberships)
                .caption("Which agency it belongs to").caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        }
    }
}

fn side_by_side(shown: &Shown, adopted: &[Record]) -> Markup {
    let none = BTreeMap::new();
    let own = shown.own.as_ref().map_or(&none, |(_, own)| own);
    let mut years: Vec<i16> = adopted.iter().map(|r| r.year).chain(own.keys().copied()).collect();
    years.sort_unstable();
    years.dedup();
    let mut head: Vec<Cell> = vec!["Year to March".into(), number("Children adopted, as published")];
    if shown.own.is_some() {
        head.extend(["Enquiries", "Cases opened", "Cases closed"].map(number));
    }
    let rows = years.iter().map(|year| {
        let published = adopted.iter().find(|r| r.year == *year);
        let mut row: Vec<Cell> = vec![
            year.to_string().into(),
            number(published.map_or("Nothing published".into(), names::figure)),
        ];
        if shown.own.is_some() {
            let own = own.get(year).copied().unwrap_or_default();
            let enquiries = crate::address(
                "/agency/rows",
                &[
                    ("figure", "enquiries"),
                    ("council", &shown.code),
                    ("year", &FinancialYear(year.saturating_sub(1)).to_string()),
                ],
            );
            row.push(number(html! { a class="govuk-link" href=(enquiries) { (own.enquiries) } }));
            row.extend([own.opened, own.closed].map(|n| number(n.to_string())));
        }
        row
    });
    let caption = match &shown.own {
        Some((agency, _)) => format!("As published, beside the figures of {}", agency.name),
        None => "As published".to_owned(),
    };
    html! {
        @if !years.is_empty() {
            (kit::table(head, rows.collect()).caption(caption).caption_classes("govuk-table__caption--m")
                .first_cell_is_header().scrolling())
        }
        @if let Some((_, own)) = &shown.own {
            @if own.is_empty() {
                (kit::nothing_here("Your agency has no figures for this council."))
            } @else {
                (own_chart(own))
            }
        }
    }
}

fn own_chart(own: &BTreeMap<i16, Own>) -> Markup {
    let line = |name: &str, of: fn(&Own) -> i64| {
        let point = |(year, own): (&i16, &Own)| chart::point(year.to_string(), of(own) as f64);
        chart::series(name, own.iter().map(point).collect())
    };
    let lines = vec![
        line("Enquiries", |own| own.enquiries),
        line("Cases opened", |own| own.opened),
        line("Cases closed", |own| own.closed),
    ];
    html! { (chart::lines("Your agency's figures for this council", chart::Unit::COUNT, lines).what("Year to March")) }
}

/// Every other published figure of the council, one row a series, one column a year.
fn everything(shown: &Shown) -> Markup {
    let mut years: Vec<i16> = shown.published.iter().map(|r| r.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut series: BTreeMap<(&str, &str), BTreeMap<i16, &Record>> = BTreeMap::new();
    for record in &shown.published {
        series.entry((&record.indicator, &record.breakdown)).or_default().insert(record.year, record);
    }
    let rows = series.iter().map(|((indicator, breakdown), figures)| {
        let name = match *breakdown {
            "" => names::indicator(indicator),
            breakdown => format!("{} ({})", names::indicator(indicator), names::breakdown(breakdown)),
        };
        let mut row: Vec<Cell> = vec![name.into()];
        row.extend(
            years.iter().map(|year| number(figures.get(year).map_or("–".into(), |r| names::figure(r)))),
        );
        row
    });
    let mut head: Vec<Cell> = vec!["Indicator".into()];
    head.extend(years.iter().map(|year| number(year.to_string())));
    html! {
        @if !series.is_empty() {
            (kit::table(head, rows.collect()).caption("Everything published, by year to March")
                .caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
            @if shown.published.len() >= published::store::MOST_OF_AREA {
                p class="govuk-body" { "There is more than fits here; the first figures are shown." }
            }
        }
    }
}

/// `GET /councils/{code}/figures.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let shown = read(&ctx).await?;
    let mut rows: Vec<Vec<String>> = shown
        .published
        .iter()
        .map(|record| {
            let value = record.cell.value().map_or(String::new(), |number| number.to_string());
            [
                "published",
                &record.indicator,
                &record.breakdown,
                &record.year.to_string(),
                &value,
                record.unit.map_or("", |unit| unit.code()),
                record.cell.status().code(),
            ]
            .map(str::to_owned)
            .to_vec()
        })
        .collect();
    for (year, own) in shown.own.iter().flat_map(|(_, own)| own) {
        for (measure, count) in
            [("enquiries", own.enquiries), ("cases-opened", own.opened), ("cases-closed", own.closed)]
        {
            let (year, count) = (year.to_string(), count.to_string());
            rows.push(["own", measure, "", &year, &count, "count", "counted"].map(str::to_owned).to_vec());
        }
    }
    let head = ["whose", "indicator", "breakdown", "year_ending_march", "value", "unit", "status"];
    csv_file(&format!("council-{}", shown.code), &head, rows)
}
