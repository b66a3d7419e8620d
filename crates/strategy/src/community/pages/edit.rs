//! An author changes what they wrote; and everybody reads its versions side by side.

use access::{actions::WriteCommunity, strategy::Entry as EntryKind};
use kernel::{Error, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Tone, layout},
};

use super::{day, document_fields, entry, link, moment, said, sure};
use crate::community::{
    actions,
    form::{self, POST, Typed},
    model::{Entry, Kind, Text, Version, VersionState},
    store,
    words::{self, Line},
};

/// `GET /community/entries/{id}/edit`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None).await
}

fn typed(kind: Kind, f: &mut Fields) -> Result<(i64, Typed), Invalid> {
    match kind {
        Kind::Post => form::post_version(f),
        Kind::Answer => form::answer_version(f),
        Kind::Document => form::document_version(f),
    }
}

/// What one wrote last, as the form's fields.
fn filled(text: &Text) -> Fields {
    let mut fields = vec![("words", text.words.clone())];
    fields.extend(text.title.clone().map(|title| ("title", title)));
    fields.extend(text.link.clone().map(|link| ("link", link)));
    if let Some(day) = text.review {
        fields.push(("review-day", day.day().to_string()));
        fields.push(("review-month", day.month().to_string()));
        fields.push(("review-year", day.year().to_string()));
    }
    Fields::filled(fields)
}

async fn own(ctx: &Ctx) -> Result<(Entry, Version)> {
    let id = ctx.id::<EntryKind>("id")?;
    let me = ctx.actor.answerable();
    ctx.read(move |look| {
        let grant = look.one::<WriteCommunity, EntryKind>(id)?;
        let entry = store::entry(look, &grant)?;
        entry.own(me)?;
        entry.next(true)?;
        let last = store::versions(look, &grant)?.pop().ok_or(Error::NotFound)?;
        Ok((entry, last))
    })
    .await
}

async fn draw(ctx: &Ctx, sent: Option<(Fields, Invalid, bool)>) -> Result<Response> {
    let (e, last) = own(ctx).await?;
    let (fields, wrong, clash) = sent.unwrap_or_else(|| (filled(&last.text), Invalid::default(), false));
    let version = match fields.raw("version") {
        typed if !typed.is_empty() && !clash => typed.to_owned(),
        _ => e.version.to_string(),
    };
    let body = html! {
        (layout::page_heading(Some(entry::sort_of(&e)), "Change what you wrote"))
        @if clash {
            (kit::warning_text("This was changed while you were writing. What is saved stands here, and what you wrote stands in the form below it."))
            (kit::details("What is saved now", text(&last.text)).open())
        }
        p class="govuk-body" { "What stood here before is kept, and can be read beside it." }
        (super::without_names())
        (ctx.form(&format!("/community/entries/{}/edit", e.id), &fields, html! {
            (kit::hidden("version", &version))
            @match e.kind {
                Kind::Document => {
                    (document_fields(&fields, &wrong))
                    (kit::textarea("changed", "What you changed").hint("For those who know the version before").rows(2)
                        .value(fields.raw("changed")).error(wrong.of("changed")))
                }
                Kind::Post => {
                    (super::title_field(&fields, &wrong))
                    (super::words_field("What you ask or tell", 8, POST, &fields, &wrong))
                }
                Kind::Answer => (super::words_field("Your answer", 8, POST, &fields, &wrong)),
            }
            (sure(&fields, &wrong))
            (kit::button("Save the change").once())
        }))
    };
    let back = format!("/community/entries/{}", e.id);
    Ok(ctx
        .page("Change what you wrote", body)
        .back(back, "Back without a change")
        .dense()
        .errors(&wrong)
        .respond())
}

/// `POST /community/entries/{id}/edit`
pub(super) async fn save(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<EntryKind>("id")?;
    let (entry, _) = own(&ctx).await?;
    let mut fields = ctx.fields()?;
    let (version, typed) = match typed(entry.kind, &mut fields) {
        Ok(typed) => typed,
        Err(invalid) => return draw(&ctx, Some((fields, invalid, false))).await,
    };
    let done = ctx
        .act("change what one wrote", move |act| {
            let entry = actions::edit(act, id, version, &typed)?;
            let waits = entry.shown.is_some() && entry.waits.is_some();
            let words = if waits { "Your change is saved. A moderator looks at it." } else { said(&entry) };
            Ok(Answer::see(format!("/community/entries/{id}")).saying(words))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => {
            let clash = error == Error::Stale;
            draw(&ctx, Some((fields, page::mend_beside(error)?, clash))).await
        }
    }
}

/// All that a version says.
pub(super) fn text(text: &Text) -> Markup {
    html! {
        @if let Some(title) = &text.title { p class="govuk-body" { strong { (title) } } }
        (kit::letter(&text.words))
        @if let Some(address) = &text.link { p class="govuk-body" { "Link: " (link(address)) } }
        @if let Some(review) = text.review { p class="govuk-body" { "To be looked at again by " (day(review)) } }
    }
}

/// `GET /community/entries/{id}/versions`
pub(super) async fn versions(ctx: Ctx) -> Result<Response> {
    let s = entry::seen(&ctx).await?;
    if s.entry.status == crate::community::model::Status::Withdrawn && !s.mine {
        return Err(Error::NotFound);
    }
    let query = ctx.query();
    let asked = |name: &str| query.raw(name).parse::<i64>().ok();
    let find = |number: Option<i64>| number.and_then(|n| s.versions.iter().find(|v| v.number == n));
    let later = find(asked("to")).or(s.versions.last());
    let before = later.and_then(|l| s.versions.iter().rev().find(|v| v.number < l.number));
    let earlier = find(asked("from")).or(before);
    let here = format!("/community/entries/{}", s.entry.id);
    let choices = || {
        s.versions.iter().map(|v| (v.number.to_string(), format!("Version {}, {}", v.number, moment(v.at))))
    };
    let title = format!("Versions of: {}", s.title());
    let body = html! {
        (layout::page_heading(Some(entry::sort_of(&s.entry)), &title))
        (kit::table(["Version", "Written", "What was changed"].map(kit::cell).to_vec(), s.versions.iter().rev().map(|v| vec![
            kit::cell(html! {
                a class="govuk-link" href={ (here) "/versions?to=" (v.number) } { "Version " (v.number) }
                @if s.mine && v.state != VersionState::Passed { " " (kit::tag(v.state.label()).tone(Tone::Quiet)) }
            }),
            kit::cell(moment(v.at)),
            kit::cell(v.text.changed.as_deref().unwrap_or(if v.number == 1 { "The first" } else { "" })),
        ]).collect()).caption("Versions, the newest first").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
        @if s.versions.len() > 1 {
            form class="hearth-filters hearth-no-print" method="get" action={ (here) "/versions" } {
                (kit::select("from", "From", choices()).value(earlier.map(|v| v.number.to_string()).unwrap_or_default()))
                (kit::select("to", "To", choices()).value(later.map(|v| v.number.to_string()).unwrap_or_default()))
                (kit::button("Compare").secondary())
            }
        }
        @match (earlier, later) {
            (Some(earlier), Some(later)) if earlier.number != later.number => (changes(earlier, later)),
            (_, Some(only)) => { h2 class="govuk-heading-m" { "Version " (only.number) } (text(&only.text)) }
            _ => (kit::nothing_here("There is no version to read.")),
        }
    };
    Ok(ctx.page(title.clone(), body).back(here, "Back").dense().respond())
}

/// What changed from one version to another: what is new and what is gone is said in words, not by colour alone.
fn changes(earlier: &Version, later: &Version) -> Markup {
    let facts = [
        ("Title", earlier.text.title.clone(), later.text.title.clone()),
        ("Link", earlier.text.link.clone(), later.text.link.clone()),
        ("Look again by", earlier.text.review.map(day), later.text.review.map(day)),
    ];
    let none = || "none".to_owned();
    html! {
        h2 class="govuk-heading-m" { "From version " (earlier.number) " to version " (later.number) }
        @for (name, old, new) in facts {
            @if old != new {
                p class="govuk-body" { (name) ": from " (old.unwrap_or_else(none)) " to " (new.unwrap_or_else(none)) }
            }
        }
        @for (line, words) in words::compare(&earlier.text.words, &later.text.words) {
            @match line {
                Line::Same => p class="govuk-body" { (words) },
                Line::Added => p class="govuk-body" { ins { span class="govuk-visually-hidden" { "New: " } (words) } },
                Line::Gone => p class="govuk-body" { del { span class="govuk-visually-hidden" { "Gone: " } (words) } },
            }
        }
    }
}
