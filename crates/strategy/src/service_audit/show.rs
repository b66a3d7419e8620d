//! A whole round as one page: what each element says, how it changed, and what stands beside it.

use access::actions::{RateServiceAudit, ViewServiceAudit};
use kernel::Result;
use maud::{Markup, html};
use page::{
    Ctx, Fields, Response,
    kit::{self, Cell, Tone, layout, number},
};

use super::{
    catalogue::{self, Element},
    evidence::Live,
    model::{AuditRound, Rated, Rating, Round, RoundState, spread, steps, steps_words},
    pages::{name, state_tag},
    store,
};

/// `GET /service-audit/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let id: kernel::Id<AuditRound> = ctx.id("id")?;
    let (round, ratings, before, live, may) = ctx
        .read(move |look| {
            let grant = look.one::<ViewServiceAudit, AuditRound>(id)?;
            let round = store::round(look, &grant)?;
            let before = store::before(look, &round)?;
            let (ratings, live) = (store::ratings(look, id)?, Live::read(look)?);
            Ok((round, ratings, before, live, look.may::<RateServiceAudit>()))
        })
        .await?;
    let elements = catalogue::elements()?;
    let all: usize = elements.iter().map(|e| e.lines.len()).sum();
    let counts = spread(&ratings);
    let tiles: Vec<_> = Rating::ALL
        .iter()
        .zip(counts)
        .map(|(rating, count)| kit::figure(rating.label(), count.to_string()))
        .chain([kit::figure("Not rated yet", (all - ratings.len().min(all)).to_string())])
        .collect();
    let body = html! {
        (layout::page_heading(Some("Service audit"), name(&round)))
        p class="govuk-body" { (state_tag(&round)) }
        (kit::figures(&tiles))
        @for element in elements { (one(element, &round, &ratings, &before, live.as_ref())) }
        @if may { (forms(&ctx, &round)) }
        (kit::button_group(html! {
            (kit::print_button("Print this round").secondary())
            a class="govuk-link" href="/service-audit.csv" { "Download every rating as CSV" }
        }))
    };
    Ok(ctx.page(name(&round), body).back("/service-audit", "All rounds").dense().respond())
}

fn one(element: &Element, round: &Round, ratings: &[Rated], before: &[Rated], live: Option<&Live>) -> Markup {
    let of = |all: &[Rated], code: &str| all.iter().find(|rated| rated.line == code).cloned();
    let rows = element.lines.iter().map(|line| {
        let (now, was) = (of(ratings, &line.code), of(before, &line.code));
        let change = steps(was.map(|rated| rated.rating), now.as_ref().map(|rated| rated.rating));
        let row: Vec<Cell> = vec![
            html! {
                (line.code) " " (line.title)
                @if let Some(note) = now.as_ref().and_then(|rated| rated.note.as_ref()) { br; span class="govuk-hint" { (note) } }
            }
            .into(),
            html! { (rating_tag(now.as_ref().map(|rated| rated.rating))) }.into(),
            steps_words(change).into(),
            html! { @if let (Some(live), Some(evidence)) = (live, line.evidence) { (live.link(evidence)) } }.into(),
        ];
        row
    });
    let title = format!("{}. {}", element.number, element.title);
    let head = ["Line", "Rating", "Since last round", "What the record says"].map(Cell::from).to_vec();
    let words = if round.state == RoundState::Open { "Rate or act" } else { "Read and act" };
    html! {
        (kit::table(head, rows.collect()).caption(&title).caption_classes("govuk-table__caption--m")
            .first_cell_is_header().scrolling())
        p class="govuk-body hearth-no-print" {
            a class="govuk-link" href={ "/service-audit/" (round.id) "/elements/" (element.number) } {
                (words) span class="govuk-visually-hidden" { ": " (title) }
            }
        }
    }
}

/// A rating as a tag.
pub(super) fn rating_tag(rating: Option<Rating>) -> kit::Tag {
    match rating {
        None => kit::tag("Not rated").tone(Tone::Quiet),
        Some(rating) => kit::tag(rating.label()).tone(match rating {
            Rating::NotPresent => Tone::Late,
            Rating::Partly => Tone::Soon,
            Rating::Matches => Tone::Calm,
            Rating::Exceeds => Tone::Good,
        }),
    }
}

fn forms(ctx: &Ctx, round: &Round) -> Markup {
    let version = round.version.to_string();
    let path = format!("/service-audit/{}", round.id);
    match round.state {
        RoundState::Open => ctx.form(
            &format!("{path}/finish"),
            &Fields::default(),
            html! {
                (kit::hidden("version", &version))
                p class="govuk-body" { "A finished round stays as it is. Every line has to be rated first." }
                (kit::button("Finish the round").once())
            },
        ),
        RoundState::Finished => {
            let (words, value) = match round.shared {
                true => ("Stop sharing", "no"),
                false => ("Share the ratings with other agencies", "yes"),
            };
            ctx.form(&format!("{path}/share"), &Fields::default(), html! {
                (kit::hidden("version", &version))
                (kit::hidden("shared", value))
                p class="govuk-body" { "Agencies that share see each other's ratings, line by line. Notes and actions never go along." }
                (kit::button(words).secondary().once())
            })
        }
    }
}

/// A number as a cell: for [`super::compare`].
pub(super) fn count(n: usize) -> Cell {
    number(n.to_string())
}
