//! The measures, for staff: what each is for, what it can not say, and who holds the rights.

use access::{
    Action as _,
    actions::{ListMeasures, ViewAssessment},
    permissions::Reach,
};
use kernel::Result;
use maud::{Markup, html};
use page::{
    Ctx, Response, csv_file,
    kit::{self, cell, layout, row},
};

use super::model::{Instrument, instruments};

/// What follows a figure that nobody confirmed.
pub(crate) fn unsure(sure: bool) -> &'static str {
    if sure { "" } else { " (not confirmed)" }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ListMeasures>().map(drop)).await?;
    let body = html! {
        (layout::page_heading(None, "Measures"))
        p class="govuk-body" {
            "A measure shows whether things change, in numbers that others use too. None of them decides anything, and none is the only "
            "sign of change. Where the owner does not allow the questions to stand here, fill them in on the owner’s form and enter the scores."
        }
        @for measure in instruments()? { (about(measure)) }
        p class="govuk-body" { a class="govuk-link" href="/measures.csv" { "Download these (CSV)" } }
        p class="govuk-body" {
            "Whole files are scored at the command line with " code { "hearth score" } "."
            @if ctx.actor.reach(ViewAssessment::NAME).page() != Reach::None {
                " Tools that are used within an assessment stand under " a class="govuk-link" href="/screening-tools" { "screening tools" } "."
            }
        }
    };
    Ok(ctx.page("Measures", body).respond())
}

/// Who can answer, each with the ages.
pub(crate) fn answered_by(m: &Instrument) -> String {
    let one = m.answerers.iter().map(|a| match a.ages {
        Some((from, to)) => format!("{} (about somebody of {from} to {to})", a.who.label()),
        None => a.who.label().to_owned(),
    });
    one.collect::<Vec<_>>().join("; ")
}

/// What of it is in this system.
pub(crate) fn shipped(m: &Instrument) -> &'static str {
    match (m.can_be_asked(), m.items.is_empty()) {
        (true, _) => "Its questions in the owner’s words, and its scoring",
        (false, false) => "Its scoring, with the answers by number. The questions are on the owner’s form",
        (false, true) => "Its scores. Questions and scoring are on the owner’s form",
    }
}

/// What a change is worth, in one line for each figure.
fn changes(m: &Instrument) -> String {
    if m.changes.is_empty() {
        return "No figure was found for how large a change must be to be more than chance".to_owned();
    }
    let one = m.changes.iter().map(|c| {
        let whose = c.informant.map_or(String::new(), |who| format!(", {}", who.label().to_lowercase()));
        format!("{}: {} points{whose}{}. {}", m.scales[c.of].name, c.points, unsure(c.sure), c.source)
    });
    one.collect::<Vec<_>>().join("; ")
}

fn about(m: &Instrument) -> Markup {
    let total = &m.scales[m.total()];
    let asked: Vec<&str> = m.schedule.iter().map(|wave| wave.label()).collect();
    html! {
        (kit::summary_list(vec![
            row("What it is for", m.purpose.as_str()),
            row("What it can not say", m.limits.as_str()),
            row("Answered by", answered_by(m)),
            row("Asked", asked.join("; ")),
            row("Score", format!("{}: {} to {}{}. {}", total.name, total.low, total.high, unsure(m.sure), total.better.label())),
            row("A change", changes(m)),
            row("Who holds the rights", format!("{}. {}", m.licence.holder, m.licence.terms)),
            row("Who may use it", m.licence.may_use.as_str()),
            row("What is in this system", shipped(m)),
            row("Where this comes from", format!("{} Licence: {}.", m.source, m.licence.source)),
        ]).card(format!("{} ({})", m.name, m.short), Vec::new()))
        @if !m.bands.is_empty() { (kit::details(format!("Published words for scores of the {}", m.short), bands(m))) }
    }
}

fn bands(m: &Instrument) -> Markup {
    let rows = m.bands.iter().map(|b| {
        let ages = b.ages.map_or_else(String::new, |(from, to)| format!(", {from} to {to} years"));
        vec![
            cell(format!("{}{ages}", m.scales[b.of].name)),
            cell(b.informant.label()),
            cell(format!("{} to {}", b.low, b.high)),
            cell(format!("{}{}", b.words, unsure(b.sure))),
            cell(b.source.as_str()),
        ]
    });
    let head = ["Scale", "Answered by", "Score", "Words", "Source"].map(cell).to_vec();
    html! { (kit::table(head, rows.collect()).caption(format!("Words for the {}", m.short)).scrolling()) }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ListMeasures>().map(drop)).await?;
    let head = [
        "code",
        "name",
        "purpose",
        "limits",
        "answered_by",
        "scale",
        "low",
        "high",
        "better",
        "band_answered_by",
        "band_from",
        "band_to",
        "band",
        "band_confirmed",
        "band_source",
        "licence_holder",
        "licence",
        "may_use",
        "in_this_system",
        "confirmed",
        "source",
    ];
    let rows = instruments()?.iter().flat_map(|m| {
        m.scales.iter().enumerate().flat_map(move |(place, scale)| {
            let before = [
                m.code.clone(),
                m.name.clone(),
                m.purpose.clone(),
                m.limits.clone(),
                answered_by(m),
                scale.code.clone(),
                scale.low.to_string(),
                scale.high.to_string(),
                scale.better.code().to_owned(),
            ];
            let after = [
                m.licence.holder.clone(),
                m.licence.terms.clone(),
                m.licence.may_use.clone(),
                shipped(m).to_owned(),
                yes(m.sure),
                m.source.clone(),
            ];
            let of = m.bands.iter().filter(move |b| b.of == place);
            let mut bands: Vec<[String; 6]> = of
                .map(|b| {
                    [
                        b.informant.code().to_owned(),
                        b.low.to_string(),
                        b.high.to_string(),
                        b.words.clone(),
                        yes(b.sure),
                        b.source.clone(),
                    ]
                })
                .collect();
            if bands.is_empty() {
                bands.push(Default::default());
            }
            bands.into_iter().map(move |band| {
                before.iter().cloned().chain(band).chain(after.iter().cloned()).collect::<Vec<String>>()
            })
        })
    });
    csv_file("measures", &head, rows)
}

fn yes(sure: bool) -> String {
    if sure { "yes" } else { "no" }.to_owned()
}
