//! Practice guides as people see them.

use casework::practice_guides::{self, Situation};
use kernel::Result;
use maud::html;
use page::{
    Ctx, Response, csv_file,
    kit::{self, label, layout},
};

use super::model::{self, Line};
use crate::{shifted::year_of, suppression::Cell};

/// The financial year that the address names; today's where it names none that can be.
pub(super) fn wanted(ctx: &Ctx) -> i16 {
    ctx.query().raw("year").parse().ok().filter(|y| (2000..=2100).contains(y)).unwrap_or(year_of(ctx.today()))
}

fn shown(cell: Cell) -> String {
    cell.shown().map_or_else(|| "hidden".to_owned(), |n| n.to_string())
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let (year, today) = (wanted(&ctx), ctx.today());
    let lines = ctx.read(move |look| model::read(look, year, today)).await?;
    let mut parts = Vec::new();
    for situation in Situation::ALL {
        let mut rows = Vec::new();
        for line in lines.iter().filter(|l| l.guide.situation == *situation) {
            let g = line.guide;
            rows.push(vec![
                kit::cell(g.partner.as_str()),
                kit::cell(html! { (g.role) br; (practice_guides::source(g)) }),
                kit::cell(format!("Within {}", g.term()?)),
                kit::cell(g.accountable.as_str()),
                kit::number(shown(line.in_time)),
                kit::number(shown(line.late)),
            ]);
        }
        if !rows.is_empty() {
            parts.push((situation.label(), rows));
        }
    }
    let next = year.saturating_add(1);
    let body = html! {
        (layout::page_heading(None, "Practice guides"))
        p class="govuk-body" {
            "Who does what, in which time, and who answers for it. Beside each, how many were kept in time and how many late, of those that were kept "
            "in the year. No published national guide was found when these were written: what no source says is Hearth’s own, and says that it is unsure."
        }
        (layout::filters("/practice-guides", html! {
            (kit::input("year", label("Financial year that begins in")).whole_number().width(4).value(year.to_string()))
        }))
        @for (title, rows) in parts {
            (kit::table(["Who", "What", "By when", "Who answers for it", "In time", "Late"].map(kit::cell).to_vec(), rows)
                .caption(title).caption_classes("govuk-table__caption--m").first_cell_is_header().scrolling())
        }
        p class="govuk-body-s" {
            "Counted from 1 April " (year) " to 31 March " (next) ". Numbers under 6 are hidden, and others where they would give those away; the rest is rounded to the nearest 5. "
            "Where an agency set times of its own, those are counted."
        }
        p class="govuk-body" { a class="govuk-link" href={ "/practice-guides.csv?year=" (year) } { "Download this (CSV)" } }
    };
    Ok(ctx.page("Practice guides", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let (year, today) = (wanted(&ctx), ctx.today());
    let lines = ctx.read(move |look| model::read(look, year, today)).await?;
    let head = [
        "year",
        "situation",
        "partner",
        "role",
        "promise",
        "within",
        "accountable",
        "source",
        "sure",
        "in_time",
        "late",
    ];
    let rows = lines.into_iter().map(|Line { guide: g, in_time, late }| {
        Ok(vec![
            year.to_string(),
            g.situation.code().to_owned(),
            g.partner.clone(),
            g.role.clone(),
            g.promise.code().to_owned(),
            g.term()?.to_string(),
            g.accountable.clone(),
            g.source.clone(),
            if g.sure { "yes" } else { "no" }.to_owned(),
            shown(in_time),
            shown(late),
        ])
    });
    csv_file("practice-guides", &head, rows.collect::<Result<Vec<_>>>()?)
}
