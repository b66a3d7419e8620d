//! The whole timeline of a case.

use access::{Look, Role, actions::ViewCase};
use kernel::{Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, Tone},
};

use crate::{
    cases::{
        frame::{self, Tab},
        list::Names,
    },
    timeline::{self, Event, EventKind},
};

/// A line with the name of who did it.
pub(super) struct Line {
    event: Event,
    by: String,
}

/// Names who did what: a person, or the role that a machine or the public acted in.
pub(super) fn named(look: &Look<'_>, events: Vec<Event>) -> Result<Vec<Line>> {
    let mut names = Names::default();
    events
        .into_iter()
        .map(|event| {
            let role = match Role::from_code(&event.role) {
                Some(role) => role.label().to_lowercase(),
                None => event.role.clone(),
            };
            let by = match names.of(look, event.actor)? {
                name if name.is_empty() => role,
                name => format!("{name}, {role}"),
            };
            Ok(Line { event, by })
        })
        .collect()
}

/// The lines as they stand on a page.
pub(super) fn draw(lines: &[Line]) -> Markup {
    let events: Vec<_> = lines
        .iter()
        .map(|line| {
            let e = &line.event;
            let mut drawn = kit::event(Moment(e.at).to_string(), e.kind.label())
                .datetime(e.at.to_string())
                .by(&line.by)
                .body(&e.words)
                .tone(tone(e.kind));
            if let Some(link) = &e.link {
                drawn = drawn.href(link);
            }
            drawn
        })
        .collect();
    kit::timeline(&events)
}

fn tone(kind: EventKind) -> Tone {
    match kind {
        EventKind::Safeguarding => Tone::Late,
        EventKind::Plan | EventKind::Goal | EventKind::Rating => Tone::Good,
        EventKind::Invoice | EventKind::Case => Tone::Quiet,
        _ => Tone::Calm,
    }
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let after = Cursor::parse(ctx.query().raw("after"));
    let (head, lines, next) = ctx
        .read(move |look| {
            let grant = look.one::<ViewCase, _>(id)?;
            let rows = timeline::of_case(look, &grant, after)?;
            Ok((frame::head(look, &grant)?, named(look, rows.items)?, rows.next))
        })
        .await?;
    let body = html! {
        @if lines.is_empty() {
            (kit::nothing_here("Nothing has happened in this case yet."))
        } @else {
            h2 class="govuk-visually-hidden" { "What happened, newest first" }
            (draw(&lines))
            @if let Some(next) = next {
                (kit::pagination(None, Some(format!("/cases/{id}/timeline?after={next}"))).next_text("Earlier"))
            }
            p class="govuk-body" {
                a class="govuk-link" href={ "/cases/" (id) "/timeline.csv" } { "Download the timeline as a CSV file" }
            }
        }
    };
    Ok(frame::frame(&ctx, &head, Tab::Timeline, "Timeline", body).respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let lines = ctx
        .read(move |look| {
            let grant = look.one::<ViewCase, _>(id)?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = timeline::of_case(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return named(look, all),
                }
            }
        })
        .await?;
    let rows = lines.into_iter().map(|line| {
        let seen = if line.event.family_sees { "yes" } else { "no" };
        let e = line.event;
        vec![e.at.to_string(), e.kind.label().to_owned(), e.words, line.by, seen.to_owned()]
    });
    csv_file("timeline", &["at", "what", "words", "by", "family_sees"], rows)
}
