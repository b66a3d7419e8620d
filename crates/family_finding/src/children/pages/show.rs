//! One child on the way to adoption.

use access::actions::ViewWaitingChild;
use kernel::{Moment, Result, days_between, kinds::WaitingChild};
use page::{
    Ctx, Response,
    kit::{self, Markup, Tone, html, layout},
};

use super::day;
use crate::{
    children::{
        model::{Facts, Story},
        store::{self, Record, Version},
    },
    matching::pages::family_of,
    pipeline::model::{self, Alarm, Point},
};

pub(in crate::children) async fn page(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<WaitingChild>("id")?;
    let (record, family) = ctx
        .read(move |look| {
            let record = store::record(look, &look.one::<ViewWaitingChild, WaitingChild>(id)?)?;
            let family = family_of(look, id, &record)?;
            Ok((record, family))
        })
        .await?;
    let story = record.story();
    let held = model::holding(model::shipped()?, ctx.today());
    let alarms = model::alarms(&story, record.step, &held, ctx.today());
    let reference = record.reference.to_string();
    let body = html! {
        (layout::page_heading(Some("Child on the way to adoption"), reference.as_str()))
        p class="govuk-hint" { "The child as they are before adoption. Nothing here leads to a family after adoption." }
        (kit::summary_list(vec![
            kit::row("Id in the return", record.local_id.as_str()),
            kit::row("Born", day(story.born.as_ref().map(|born| born.on))),
            kit::row("Step", record.step.label()),
        ]))
        (alarmed(&alarms))
        (family)
        h2 class="govuk-heading-m" { "The way so far" }
        (steps(&story))
        h2 class="govuk-heading-m" { "What the returns said" }
        (told(&record))
    };
    // The tab's title tells no id of the return: titles end up in histories and screen shares.
    Ok(ctx
        .page(format!("Child {reference}"), body)
        .back("/children/list", "Back to the list of children")
        .dense()
        .respond())
}

fn alarmed(alarms: &[Alarm<'_>]) -> Markup {
    html! {
        @for alarm in alarms {
            @let tone = if alarm.expected.threshold { Tone::Late } else { Tone::Soon };
            (kit::inset_text(html! {
                p { (kit::tag(format!("{} days over", alarm.over())).tone(tone)) " " (alarm.reason()) "." }
                p class="govuk-hint" { (alarm.expected.source) }
            }))
        }
    }
}

/// The points of the way, each with its day and how long it took from the one before that is known.
fn steps(story: &Story) -> Markup {
    let mut last = None;
    let mut rows = Vec::new();
    for point in Point::ALL {
        let on = point.of(story);
        let took = last
            .zip(on)
            .filter(|(from, to)| from <= to)
            .map(|(from, to)| format!("{} days", days_between(from, to)));
        rows.push(vec![
            kit::cell(point.label()),
            kit::cell(day(on)),
            kit::number(took.unwrap_or_else(|| "–".to_owned())),
        ]);
        last = on.or(last);
    }
    if let Some((on, reason)) = story.reversed {
        let why = reason.map_or("reason not given", |reason| reason.label());
        rows.push(vec![
            kit::cell(format!("Decision reversed: {}", why.to_lowercase())),
            kit::cell(day(Some(on))),
            kit::number("–"),
        ]);
    }
    if let Some((on, code)) = &story.left {
        rows.push(vec![
            kit::cell(format!("Left care another way (code {code})")),
            kit::cell(day(Some(*on))),
            kit::number("–"),
        ]);
    }
    html! {
        (kit::table(vec![kit::cell("Step"), kit::cell("Day"), kit::number("After the step before")], rows)
            .caption("The way so far").caption_classes("govuk-visually-hidden").first_cell_is_header())
    }
}

/// Every file that said something of the child; where one took another's place, what changed.
fn told(record: &Record) -> Markup {
    let mut events = Vec::new();
    for (at, version) in record.told.iter().enumerate() {
        let before = record.told.get(..at).unwrap_or_default().iter().rfind(|v| v.year == version.year);
        let body = html! {
            @match before {
                None => { p { (first(&version.facts)) } }
                Some(before) => {
                    ul class="govuk-list govuk-list--bullet" {
                        @for (what, was, is) in Facts::differences(&before.facts, &version.facts) {
                            li { (what) ": was " (or_none(&was)) ", is " (or_none(&is)) }
                        }
                    }
                }
            }
        };
        events.push(
            kit::event(Moment(version.at).to_string(), title(version))
                .datetime(version.at.to_string())
                .body(body),
        );
    }
    events.reverse();
    kit::timeline(&events)
}

fn title(version: &Version) -> String {
    let standing = if version.superseded.is_some() { "superseded" } else { "stands" };
    format!("Return of the year to 31 March {} ({standing})", version.year)
}

fn first(facts: &Facts) -> String {
    let decisions = match facts.decisions.len() {
        0 => "no decision".to_owned(),
        1 => "1 decision".to_owned(),
        many => format!("{many} decisions"),
    };
    let adoption = if facts.adoption.is_some() { ", adoption details" } else { "" };
    let episodes = if facts.episodes.len() == 1 { "episode" } else { "episodes" };
    format!("{} {episodes}, {decisions}{adoption}", facts.episodes.len())
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}
