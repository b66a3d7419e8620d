//! How agencies that share stand beside each other: their newest finished rounds, by element and by line.

use access::actions::CompareServiceAudits;
use kernel::Result;
use maud::html;
use page::{
    Ctx, Response, csv_file,
    kit::{self, Cell, layout},
};

use super::{
    catalogue,
    model::Rating,
    show::count,
    store::{self, Shared},
};

async fn read(ctx: &Ctx) -> Result<Vec<Shared>> {
    ctx.read(|look| store::shared(look, &look.nation::<CompareServiceAudits>()?)).await
}

/// `GET /service-audit/compare`
pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let shared = read(&ctx).await?;
    let elements = catalogue::elements()?;
    let mut head: Vec<Cell> = vec!["Element".into()];
    head.extend(Rating::ALL.iter().map(|rating| kit::number(rating.label())));
    let rows = elements.iter().map(|element| {
        let counts = Rating::ALL.iter().map(|rating| {
            let lines = element.lines.iter();
            lines
                .map(|l| shared.iter().filter(|s| s.ratings.get(&l.code) == Some(rating)).count())
                .sum::<usize>()
        });
        let mut row: Vec<Cell> = vec![format!("{}. {}", element.number, element.title).into()];
        row.extend(counts.map(count));
        row
    });
    let agencies = shared.iter().map(|one| {
        let met = one.ratings.values().filter(|r| matches!(r, Rating::Matches | Rating::Exceeds)).count();
        let row: Vec<Cell> = vec![
            (&one.name).into(),
            kernel::local_date(one.finished).strftime("%-d %B %Y").to_string().into(),
            count(met),
            count(one.ratings.len()),
        ];
        row
    });
    let agency_head =
        vec!["Agency".into(), "Finished".into(), kit::number("Match or exceed"), kit::number("Lines")];
    let body = html! {
        (layout::page_heading(None, "Service audits side by side"))
        p class="govuk-body" {
            "Agencies rate themselves, each by its own measure: it is a place to ask what others do, not a league table. "
            "Only agencies that share are here, with the newest round that they share."
        }
        @if shared.is_empty() {
            (kit::nothing_here("No agency shares a finished round yet. A manager shares one from its page."))
        } @else {
            (kit::table(agency_head, agencies.collect()).caption("Agencies that share").caption_classes("govuk-table__caption--m")
                .first_cell_is_header().scrolling())
            (kit::table(head, rows.collect()).caption("All their lines, by element").caption_classes("govuk-table__caption--m")
                .first_cell_is_header().scrolling())
            p class="govuk-body" { a class="govuk-link" href="/service-audit/compare.csv" { "Download line by line as CSV" } }
        }
    };
    Ok(ctx.page("Service audits side by side", body).dense().respond())
}

/// `GET /service-audit/compare.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let shared = read(&ctx).await?;
    let mut rows = Vec::new();
    for one in &shared {
        for (line, rating) in &one.ratings {
            let finished = kernel::local_date(one.finished).to_string();
            rows.push(vec![
                one.code.clone(),
                one.name.clone(),
                finished,
                line.clone(),
                rating.code().to_owned(),
            ]);
        }
    }
    csv_file("service-audits", &["agency_code", "agency", "finished", "line", "rating"], rows)
}
