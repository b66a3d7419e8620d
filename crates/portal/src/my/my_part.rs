//! What somebody of a family wants in the plan, in their own words, and what became of it.

use access::actions::WriteOwnPart;
use casework::{
    cases::{
        frame::{self, Head},
        store::CaseState,
    },
    family_part::{
        actions::write,
        baseline::{self, Offer},
        model::{GROWN, Outcome, Part, YOUNG},
        store,
    },
};
use kernel::{Invalid, Moment, Result, kinds::Case};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, Tone, layout},
};

struct Mine {
    head: Head,
    parts: Vec<Part>,
    offer: Option<Offer>,
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let young = ctx.actor.person().is_some();
    let mine = ctx
        .read(move |look| {
            let grant = look.mine::<WriteOwnPart>(id)?;
            Ok(Mine {
                head: frame::head(look, &grant)?,
                parts: store::own(look, &grant)?,
                offer: if young { None } else { Some(baseline::offer(look, grant.agency())?) },
            })
        })
        .await?;
    let me = ctx.actor.account();
    let open = mine.parts.iter().find(|p| p.answer.is_none() && p.account == me);
    let title = if young { "What I want in my plan" } else { "Your part of the plan" };
    let body = html! {
        (layout::page_heading(None, title))
        p class="govuk-body" {
            @if young { "The plan is about you. Write what you want in it, in your own words. Your worker reads it before they write the next plan, and has to tell you what became of it. Your parents or carers do not read it here." }
            @else { "Write what you want in the plan, in your own words. Your worker reads it before the next version is written, and has to tell you what was taken in, and why if it was not. Others of your family do not read it here." }
        }
        @if mine.head.case.state == CaseState::Closed {
            (kit::inset_text("This support has ended. Write to us under Messages if you need it again."))
        } @else { (form(ctx, open, young, fields, invalid)) }
        h2 class="govuk-heading-m" { @if young { "What I wrote, and what became of it" } @else { "What was said, and what became of it" } }
        @if mine.parts.is_empty() { (kit::nothing_here("Nothing yet.")) }
        @for part in &mine.parts { (one(part, young)) }
        @if let Some(offer) = &mine.offer { (kit::details("What every family is offered", baseline::shown(offer))) }
    };
    let back = if young { "Back to my page" } else { "Back to your family’s support" };
    Ok(ctx.page(title, body).back("/my", back).errors(invalid).respond())
}

fn form(ctx: &Ctx, open: Option<&Part>, young: bool, f: &Fields, wrong: &Invalid) -> Markup {
    let headings = if young { YOUNG } else { GROWN };
    // What was typed, or else what waits and can still be changed.
    let value = |name: &str, kept: fn(&Part) -> &str| match f.raw(name) {
        "" if f.sent().is_empty() => open.map(kept).unwrap_or_default().to_owned(),
        typed => typed.to_owned(),
    };
    let area = |at: usize, name: &str, kept: fn(&Part) -> &str| {
        kit::character_count(
            name,
            kit::label(headings.get(at).copied().unwrap_or_default()).size(Size::M),
            4_000,
        )
        .rows(4)
        .value(value(name, kept))
        .error(wrong.of(name))
    };
    html! {
        @if let Some(part) = open { (kit::inset_text(html! { "You wrote this on " (Moment(part.at)) ". Nobody has answered yet, so you can still change it." })) }
        (ctx.form(&ctx.request.path, f, html! {
            (kit::hidden("version", &open.map_or(0, |p| p.version).to_string()))
            (area(0, "wants", |p| &p.words.wants))
            (area(1, "does", |p| &p.words.does))
            (area(2, "matters", |p| &p.words.matters))
            (kit::button(if open.is_some() { "Keep the change" } else { "Send it to the worker" }).once())
        }))
    }
}

fn one(part: &Part, young: bool) -> Markup {
    html! {
        section class="hearth-message" aria-labelledby={ "part-" (part.id) } {
            h3 class="govuk-heading-s" id={ "part-" (part.id) } {
                (Moment(part.at)) @if part.account.is_none() { ", told to a worker who wrote it down" }
            }
            @for (heading, words) in part.words.said(young) {
                p class="govuk-body govuk-!-margin-bottom-1" { strong { (heading) } }
                (kit::paragraphs(words))
            }
            @match &part.answer {
                None => p class="govuk-body" { (kit::tag("Waits for an answer").tone(Tone::Soon)) },
                Some(answer) => {
                    @let tone = match answer.outcome { Outcome::Taken => Tone::Good, Outcome::Partly => Tone::Calm, Outcome::Not => Tone::Quiet };
                    p class="govuk-body" { (kit::tag(answer.outcome.label()).tone(tone)) " " (Moment(answer.at)) }
                    (kit::paragraphs(&answer.why))
                }
            }
        }
    }
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let mut fields = ctx.fields()?;
    let input = match write::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("write one's part of a plan", move |act| {
            write::run(act, id, &input)?;
            Ok(Answer::see(format!("/my/cases/{id}/my-part"))
                .saying("It is kept. You see here what becomes of it."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, &fields, &page::mend(error)?).await,
        done => done,
    }
}
