//! The core offer by agency, as people compare it.

use access::actions::StateCoreOffers;
use kernel::{Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Tone, layout},
};

use super::{
    actions,
    model::{Standing, Stated},
    store::{self, Cell, Line},
};
use crate::{
    directory::model::CoreOffer,
    words::{day_of, fine, options},
};

fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Shown => Tone::Good,
        Standing::Stated | Standing::Partly => Tone::Calm,
        Standing::Planned | Standing::Differs => Tone::Soon,
        Standing::Not | Standing::Unknown => Tone::Late,
    }
}

/// A word for a narrow cell.
fn short(standing: Standing) -> &'static str {
    match standing {
        Standing::Shown => "Yes",
        Standing::Stated => "Stated",
        Standing::Partly => "Partly",
        Standing::Planned => "Planned",
        Standing::Differs => "Differs",
        Standing::Not => "No",
        Standing::Unknown => "Not known",
    }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let (lines, may) = ctx.read(|look| Ok((store::matrix(look)?, look.may::<StateCoreOffers>()))).await?;
    let own = lines.iter().find(|line| Some(line.agency.id) == ctx.actor.agency());
    let body = html! {
        (layout::page_heading(None, "Core offer"))
        p class="govuk-body" {
            "What every agency should have for its families, and who has it. An open entry in the directory counts by itself; \
             a statement says what the directory does not show."
        }
        @if let Some(own) = own { (ours(own, &lines)) }
        @if may {
            h2 class="govuk-heading-m" id="state" { "State how we stand" }
            (ctx.form("/core-offers", f, html! {
                (kit::select("offer", "Part of the core offer", options::<CoreOffer>("Choose a part")).value(f.raw("offer")).error(wrong.of("offer")))
                (kit::select("stated", "How we stand", options::<Stated>("Choose")).value(f.raw("stated")).error(wrong.of("stated")))
                (kit::textarea("note", "In our own words (optional)").hint("Other agencies read it. Name no person").rows(2)
                    .value(f.raw("note")).error(wrong.of("note")))
                (kit::button("State it").once())
            }))
        }
        h2 class="govuk-heading-m" { "All agencies" }
        (all(&lines))
        (kit::details("What do the words mean?", html! {
            ul class="govuk-list" { @for standing in Standing::ALL { li { strong { (short(*standing)) } ": " (standing.label()) } } }
        }))
        p class="govuk-body" { a class="govuk-link" href="/core-offers.csv" { "Download the core offer by agency (CSV)" } }
        (kit::print_button("Print this page"))
    };
    Ok(ctx.page("Core offer", body).dense().errors(wrong).respond())
}

/// One's own agency beside how many of all have each part, gaps first.
fn ours(own: &Line, lines: &[Line]) -> Markup {
    let mut cells: Vec<&Cell> = own.cells.iter().collect();
    cells.sort_by_key(|cell| !cell.standing.is_gap());
    let gaps = cells.iter().filter(|cell| cell.standing.is_gap()).count();
    let have = |offer: CoreOffer| {
        lines.iter().filter(|l| l.cells.iter().any(|c| c.offer == offer && c.standing.is_offered())).count()
    };
    let rows = cells.into_iter().map(|cell| {
        let said = cell.statement.as_ref().map_or(String::new(), |s| {
            let note = if s.note.is_empty() { String::new() } else { format!(": {}", s.note) };
            format!("{}{note} ({})", s.stated.label(), day_of(s.at))
        });
        vec![
            kit::cell(cell.offer.label()),
            kit::cell(html! { (kit::tag(cell.standing.label()).tone(tone(cell.standing))) }),
            kit::number(cell.entries.to_string()),
            kit::cell(said),
            kit::cell(format!("{} of {} agencies", have(cell.offer), lines.len())),
        ]
    });
    let head = vec![
        kit::cell("Part"),
        kit::cell("How we stand"),
        kit::number("Open entries"),
        kit::cell("What we stated"),
        kit::cell("Who has it"),
    ];
    html! {
        h2 class="govuk-heading-m" { (own.agency.name) }
        @if gaps > 0 { (kit::warning_text(format!("{gaps} of {} parts are gaps.", own.cells.len()))) }
        (kit::table(head, rows.collect()).caption("Our core offer, gaps first").caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    }
}

fn all(lines: &[Line]) -> Markup {
    let mut head = vec![kit::cell("Agency")];
    head.extend(CoreOffer::ALL.iter().map(|offer| kit::cell(offer.label())));
    let rows = lines.iter().map(|line| {
        let mut row = vec![kit::cell(line.agency.name.as_str())];
        row.extend(
            line.cells
                .iter()
                .map(|c| kit::cell(html! { (kit::tag(short(c.standing)).tone(tone(c.standing))) })),
        );
        row
    });
    html! {
        (kit::table(head, rows.collect()).caption("Core offer of every agency").caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    }
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let lines = ctx.read(store::matrix).await?;
    let head = ["agency", "code", "part", "standing", "open_entries", "stated", "note", "stated_at"];
    let rows = lines.into_iter().flat_map(|line| {
        let (name, code) = (line.agency.name, line.agency.code);
        line.cells.into_iter().map(move |cell| {
            let said = cell.statement;
            vec![
                name.clone(),
                code.clone(),
                cell.offer.label().to_owned(),
                cell.standing.code().to_owned(),
                cell.entries.to_string(),
                said.as_ref().map_or(String::new(), |s| s.stated.code().to_owned()),
                said.as_ref().map_or(String::new(), |s| s.note.clone()),
                said.map_or(String::new(), |s| s.at.to_string()),
            ]
        })
    });
    csv_file("core-offers", &head, rows)
}

pub(super) async fn state(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let input = match actions::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx.act("state a part of the core offer", move |act| {
        actions::state_offer(act, &input)?;
        Ok(Answer::see("/core-offers").saying("Your statement stands."))
    });
    match done.await {
        Err(error) => draw(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
