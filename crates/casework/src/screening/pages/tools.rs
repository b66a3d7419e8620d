//! The tools: what each is for, what it can not say, and who holds the rights.

use access::actions::ViewAssessment;
use kernel::Result;
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, layout, row},
};

use crate::measures::{Measure, measures};

pub(in crate::screening) async fn page(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ViewAssessment>().map(drop)).await?;
    let body = html! {
        (layout::page_heading(None, "Screening tools"))
        p class="govuk-body" {
            "A tool can open a conversation or point to something that was missed. None of them decides anything. Their questions "
            "belong to their owners and are not in this system: fill a tool in on its own form, and enter the scores."
        }
        @for tool in measures()? { (about(tool)) }
        p class="govuk-body" { a class="govuk-link" href="/screening-tools.csv" { "Download these (CSV)" } }
    };
    Ok(ctx.page("Screening tools", body).respond())
}

/// All that is to be known about a tool.
pub(super) fn about(tool: &Measure) -> Markup {
    let by: Vec<&str> = tool.by.iter().map(|by| by.label()).collect();
    let unsure = tool.unsure();
    html! {
        (kit::summary_list(vec![
            row("What it is for", tool.purpose.as_str()),
            row("What it can not say", tool.limits.as_str()),
            row("Who holds the rights", tool.licence.as_str()),
            row("Filled in by", by.join("; ")),
            row("Made for ages", format!("{} to {}{unsure}", tool.age_from, tool.age_to)),
            row("Scores", format!("{} to {}{unsure}", tool.low, tool.high)),
            row("Where this comes from", tool.source.as_str()),
        ]).card(format!("{} ({})", tool.name, tool.short), Vec::new()))
    }
}

pub(in crate::screening) async fn csv(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ViewAssessment>().map(drop)).await?;
    let head =
        ["code", "name", "purpose", "limits", "licence", "low", "high", "age_from", "age_to", "confirmed"];
    let rows = measures()?.iter().map(|m| {
        vec![
            m.code.clone(),
            m.name.clone(),
            m.purpose.clone(),
            m.limits.clone(),
            m.licence.clone(),
            m.low.to_string(),
            m.high.to_string(),
            m.age_from.to_string(),
            m.age_to.to_string(),
            if m.sure { "yes" } else { "no" }.to_owned(),
        ]
    });
    csv_file("screening-tools", &head, rows)
}
