//! What waits for moderators, what they decide, and their log.

use access::{actions::ModerateCommunity, strategy::Entry as EntryKind};
use connections::letterbox::model::Found;
use kernel::{Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Cursor, Fields, PAGE_ROWS, Response, csv_file,
    kit::{self, layout},
};

use super::{edit, moment, status_tag};
use crate::community::{
    actions, check, form,
    model::{Entry, Status, Topic, Verdict, Version, VersionState},
    store::{self, Done, Listed},
};

/// `GET /community/moderation`
pub(super) async fn queue(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::queue(look, &look.agency::<ModerateCommunity>()?, after, Some(PAGE_ROWS)))
        .await?;
    let body = html! {
        (layout::page_heading(Some("Community of practice"), "Moderation"))
        p class="govuk-body" {
            "What could lead to a family, and what readers reported, in topics that your agency opened. Whoever wrote something \
             does not decide about it."
        }
        @if rows.items.is_empty() { (kit::nothing_here("Nothing waits.")) }
        @else {
            (kit::table(["What", "Kind", "By", "Waits since", "Why"].map(kit::cell).to_vec(), rows.items.iter().map(|l| vec![
                kit::cell(html! { a class="govuk-link" href={ "/community/moderation/entries/" (l.entry.id) } { (l.title()) } }),
                kit::cell(l.entry.kind.label()),
                kit::cell(l.entry.by()),
                kit::cell(moment(l.entry.waits.unwrap_or(l.entry.written))),
                kit::cell(why_it_waits(l)),
            ]).collect()).caption("What waits, the longest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|n| format!("/community/moderation?after={n}"))))
            p class="govuk-body" { a class="govuk-link" href="/community/moderation.csv" { "Download what waits as a CSV file" } }
        }
        p class="govuk-body" { a class="govuk-link" href="/community/log" { "The moderators’ log" } }
    };
    Ok(ctx.page("Moderation", body).back("/community", "Community of practice").dense().respond())
}

fn why_it_waits(listed: &Listed) -> &'static str {
    match listed.version.state {
        VersionState::Waiting => "Could lead to a family, or was returned before",
        _ => "A reader reported it",
    }
}

/// `GET /community/moderation.csv`
pub(super) async fn queue_csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::queue(look, &look.agency::<ModerateCommunity>()?, None, None)).await?;
    let head = ["what", "kind", "by", "organisation", "waits_since", "why"];
    let lines = rows.items.into_iter().map(|l| {
        vec![
            l.title(),
            l.entry.kind.code().to_owned(),
            l.entry.name.clone(),
            l.entry.organisation.clone(),
            l.entry.waits.unwrap_or(l.entry.written).to_string(),
            if l.version.state == VersionState::Waiting { "checked" } else { "reported" }.to_owned(),
        ]
    });
    csv_file("moderation", &head, lines)
}

/// `GET /community/log`
pub(super) async fn log(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx
        .read(move |look| store::log(look, &look.agency::<ModerateCommunity>()?, after, Some(PAGE_ROWS)))
        .await?;
    let body = html! {
        (layout::page_heading(Some("Community of practice"), "The moderators’ log"))
        @if rows.items.is_empty() { (kit::nothing_here("Nothing was held, reported or decided yet.")) }
        @else {
            (kit::table(["When", "What was done", "By", "Why"].map(kit::cell).to_vec(), rows.items.iter().map(|d| vec![
                kit::cell(html! { a class="govuk-link" href={ "/community/moderation/entries/" (d.entry) } { (moment(d.at)) } }),
                kit::cell(d.what.label()),
                kit::cell(d.name.as_str()),
                kit::cell(d.words.as_deref().unwrap_or_default()),
            ]).collect()).caption("What was done, the latest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            (kit::pagination(None, rows.next.map(|n| format!("/community/log?after={n}"))))
            p class="govuk-body" { a class="govuk-link" href="/community/log.csv" { "Download the log as a CSV file" } }
        }
    };
    Ok(ctx.page("The moderators’ log", body).back("/community/moderation", "Moderation").dense().respond())
}

/// `GET /community/log.csv`
pub(super) async fn log_csv(ctx: Ctx) -> Result<Response> {
    let rows = ctx.read(|look| store::log(look, &look.agency::<ModerateCommunity>()?, None, None)).await?;
    let lines = rows.items.into_iter().map(|d| {
        vec![
            d.at.to_string(),
            d.what.code().to_owned(),
            d.name,
            d.words.unwrap_or_default(),
            d.entry.to_string(),
        ]
    });
    csv_file("moderators-log", &["at", "what_was_done", "by", "why", "entry"], lines)
}

struct Desk {
    topic: Topic,
    entry: Entry,
    versions: Vec<Version>,
    steps: Vec<Done>,
    /// Names that may stand in every text.
    names: Vec<String>,
    mine: bool,
}

async fn desk(ctx: &Ctx) -> Result<Desk> {
    let id = ctx.id::<EntryKind>("id")?;
    let me = ctx.actor.answerable();
    ctx.read(move |look| {
        let grant = look.one::<ModerateCommunity, EntryKind>(id)?;
        let entry = store::entry(look, &grant)?;
        Ok(Desk {
            topic: store::topic_of_entry(look, &entry)?,
            versions: store::versions(look, &grant)?,
            steps: store::steps(look, &grant)?,
            mine: me == Some(entry.author),
            names: store::names(look)?,
            entry,
        })
    })
    .await
}

/// `GET /community/moderation/entries/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default(), false).await
}

async fn draw(ctx: &Ctx, fields: &Fields, wrong: &Invalid, clash: bool) -> Result<Response> {
    let d = desk(ctx).await?;
    let e = &d.entry;
    let waiting = d.versions.iter().rev().find(|v| v.state == VersionState::Waiting);
    let shown = d.versions.iter().find(|v| Some(v.number) == e.shown);
    let about = waiting.or(shown).or(d.versions.last());
    let title = about.and_then(|v| v.text.title.clone()).unwrap_or_else(|| e.kind.label().to_owned());
    let body = html! {
        (layout::page_heading(Some("Moderation"), &title))
        @if clash {
            (kit::warning_text("Something happened to this after you opened the page: somebody else decided, its author changed it, or a reader reported it. Read it again, then decide."))
        }
        p class="govuk-body" { (status_tag(e)) " " (e.kind.label()) " by " (e.by()) " in " (d.topic.title) ", " (moment(e.written)) "." }
        @if let Some(version) = about {
            h2 class="govuk-heading-m" { "What it says" }
            (marked(version, &d.names))
        }
        @if let (Some(waiting), Some(shown)) = (waiting, shown) {
            @if waiting.number != shown.number {
                (kit::details("What readers see now", edit::text(&shown.text)))
            }
        }
        @if !d.steps.is_empty() {
            h2 class="govuk-heading-m" { "What was done so far" }
            ul class="govuk-list govuk-list--bullet" {
                @for step in &d.steps {
                    li { (step.what.label()) ", " (step.name) ", " (moment(step.at)) @if let Some(words) = &step.words { ": " (words) } }
                }
            }
        }
        @if d.mine { (kit::inset_text("You wrote this yourself, so another moderator decides.")) }
        @else { (decision(ctx, &d, fields, wrong, clash)) }
    };
    Ok(ctx.page(title, body).back("/community/moderation", "Moderation").dense().errors(wrong).respond())
}

/// The words of a version with what could lead to a family marked.
fn marked(version: &Version, names: &[String]) -> Markup {
    let text = &version.text;
    let parts =
        [text.title.as_deref(), Some(text.words.as_str()), text.link.as_deref(), text.changed.as_deref()];
    html! {
        div class="govuk-inset-text" {
            @for part in parts.into_iter().flatten() {
                p class="govuk-body" {
                    @for (words, found) in pieces(part, &check::found(part, names)) {
                        @match found {
                            Some(found) => mark { (words) span class="govuk-visually-hidden" { " (" (found.kind.label()) ")" } },
                            None => @for (i, line) in words.split('\n').enumerate() { @if i > 0 { br; } (line) },
                        }
                    }
                }
            }
        }
        @let found = check::found_in(text, names);
        @if !found.is_empty() { p class="govuk-body" { "Found: " (check::told(&found)) "." } }
    }
}

fn pieces<'t, 'f>(text: &'t str, found: &'f [Found]) -> Vec<(&'t str, Option<&'f Found>)> {
    let (mut at, mut pieces) = (0, Vec::new());
    for one in found {
        pieces.push((text.get(at..one.at.start).unwrap_or_default(), None));
        pieces.push((text.get(one.at.clone()).unwrap_or_default(), Some(one)));
        at = one.at.end;
    }
    pieces.push((text.get(at..).unwrap_or_default(), None));
    pieces
}

fn decision(ctx: &Ctx, d: &Desk, fields: &Fields, wrong: &Invalid, clash: bool) -> Markup {
    let e = &d.entry;
    let version = match fields.raw("version") {
        typed if !typed.is_empty() && !clash => typed.to_owned(),
        _ => e.version.to_string(),
    };
    let verdicts = Verdict::ALL.iter().map(|v| kit::choice(v.code(), v.label())).collect();
    html! {
        @if e.status == Status::Withdrawn {
            (kit::inset_text("Its author withdrew it, so there is nothing to decide."))
        } @else {
            (ctx.form(&format!("/community/moderation/entries/{}", e.id), fields, html! {
                (kit::hidden("version", &version))
                (kit::radios("verdict", "What to do with it", verdicts).value(fields.raw("verdict")).error(wrong.of("verdict")))
                (kit::textarea("why", "Why").hint("Needed when you return it or take it out: its author reads this").rows(3)
                    .value(fields.raw("why")).error(wrong.of("why")))
                (kit::button("Decide").once())
            }))
        }
    }
}

/// `POST /community/moderation/entries/{id}`
pub(super) async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let mut fields = ctx.fields()?;
    let input = match form::decision(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid, false).await,
    };
    let done = ctx
        .act("moderate what somebody wrote", move |act| {
            let words = match actions::decide(act, id, &input)?.status {
                Status::Shown if input.verdict == Verdict::Pass => "Readers see it.",
                Status::Removed => "It is taken out.",
                _ => "It is returned to its author.",
            };
            Ok(Answer::see("/community/moderation").saying(words))
        })
        .await;
    match done {
        Err(error) => {
            let clash = error == kernel::Error::Stale;
            draw(&ctx, &fields, &page::mend(error)?, clash).await
        }
        done => done,
    }
}
