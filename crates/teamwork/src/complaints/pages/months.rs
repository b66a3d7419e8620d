//! Complaints by month, so that a rise after a change of the Fund is seen. Managers of the agency see their own counts; whoever else may see
//! the page sees counts in which small numbers are protected.

use access::actions::{HandleComplaints, SeeComplaintFigures};
use funding::schemes::Schemes;
use insight::suppression::{Cell, Policy, Table, protect};
use jiff::ToSpan;
use kernel::{Date, Result};
use maud::html;
use page::{
    Ctx, Response, csv_file,
    kit::{self, chart, layout},
};

use crate::{
    complaints::{
        model::{Month, months},
        store,
    },
    words::{download, parts},
};

/// How many months the page shows.
const MONTHS: u32 = 24;

/// Each month with its counts as the reader may see them: all, and those about funding.
async fn read(ctx: &Ctx) -> Result<(Vec<(Month, Cell, Cell)>, bool)> {
    let since = ctx.today().checked_sub(i64::from(MONTHS).months()).unwrap_or(ctx.today());
    let since = Date::new(since.year(), since.month(), 1).unwrap_or(since);
    let (counted, exact) = ctx
        .read(move |look| {
            let grant = look.agency::<SeeComplaintFigures>()?;
            Ok((store::by_month(look, &grant, since)?, look.may::<HandleComplaints>()))
        })
        .await?;
    let changes: Vec<(Date, String)> =
        Schemes::shipped()?.all().iter().map(|version| (version.from, version.id.to_string())).collect();
    let all = months(ctx.today(), MONTHS, &counted, &changes);
    if exact {
        return Ok((
            all.into_iter().map(|m| (m.clone(), Cell::Shown(m.all), Cell::Shown(m.funding))).collect(),
            true,
        ));
    }
    // What is about funding and what is not, side by side, so that neither gives the other away.
    let rows = all.iter().map(|m| vec![m.funding, m.all - m.funding]).collect();
    let safe = protect(&Table::grid(rows)?, Policy::LOCAL);
    let months = all.into_iter().enumerate().map(|(n, m)| (m, safe.row_totals[n], safe.rows[n][0]));
    Ok((months.collect(), false))
}

fn said(cell: Cell) -> String {
    cell.shown().map_or_else(|| "under 6, or hidden with it".to_owned(), |n| n.to_string())
}

pub(in crate::complaints) async fn page(ctx: Ctx) -> Result<Response> {
    let (all, exact) = read(&ctx).await?;
    let points = all
        .iter()
        .map(|(m, count, _)| {
            let point = chart::point(m.month.as_str(), count.shown().map(|n| n as f64));
            if m.changes.is_empty() {
                point
            } else {
                point.note(format!("rules of the Fund: {}", m.changes.join(", ")))
            }
        })
        .collect();
    let rows = all
        .iter()
        .rev()
        .map(|(m, count, funding)| {
            vec![
                kit::cell(m.month.as_str()),
                kit::number(said(*count)),
                kit::number(said(*funding)),
                kit::cell(m.changes.join(", ")),
            ]
        })
        .collect();
    let head = vec![
        kit::cell("Month"),
        kit::number("Complaints"),
        kit::number("About money"),
        kit::cell("Rules of the Fund that began"),
    ];
    let body = html! {
        (layout::page_heading(Some("Complaints"), "Complaints by month"))
        (parts(&ctx, ""))
        p class="govuk-body" {
            "By the day on which they came. A month in which rules of the Fund began is marked, so that a rise after a change is seen. One rise proves \
             nothing: read what people wrote."
        }
        @if !exact {
            p class="govuk-body" { "Counts under 6 are not shown, nor what would give them away; others are rounded to 5." }
        }
        (chart::bars("Complaints of each month", chart::Unit::COUNT, points).what("Month"))
        (kit::table(head, rows).caption("Complaints by month, the latest first").caption_classes("govuk-visually-hidden").scrolling())
        (download("/team/complaints/months.csv"))
    };
    Ok(ctx.page("Complaints by month", body).dense().respond())
}

pub(in crate::complaints) async fn csv(ctx: Ctx) -> Result<Response> {
    let (all, _) = read(&ctx).await?;
    let cell = |c: Cell| c.shown().map_or_else(|| "suppressed".to_owned(), |n| n.to_string());
    let lines = all
        .into_iter()
        .map(|(m, count, funding)| vec![m.month, cell(count), cell(funding), m.changes.join(" ")])
        .collect::<Vec<_>>();
    csv_file("complaints-by-month", &["month", "complaints", "about_money", "fund_rules_began"], lines)
}
