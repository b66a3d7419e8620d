//! The decisions on a case.

use access::actions::{DecideCase, ViewDecisions};
use casework::cases::{
    frame::{self, Head, Tab},
    store::CaseState,
};
use kernel::{Invalid, Moment, Result, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response, csv_file,
    kit::{self, Tone},
};

use super::decision;
use crate::{
    supervision::{
        actions,
        model::{CaseDecision, Decision},
        store,
    },
    words::{day, download, fine, paragraphs},
};

pub(in crate::supervision) async fn page(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &fine()).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let (head, all, may): (Head, Vec<Decision>, bool) = ctx
        .read(move |look| {
            let grant = look.one::<ViewDecisions, kinds::Case>(id)?;
            Ok((frame::head(look, &grant)?, store::of_case(look, &grant)?, look.may::<DecideCase>()))
        })
        .await?;
    let here = format!("/cases/{id}/decisions");
    let body = html! {
        p class="govuk-body" { "What a manager decided on this case, why, and when it is looked at again. The family does not read this page." }
        @if all.is_empty() { (kit::nothing_here("Nothing was decided yet.")) }
        @for d in &all { (one(ctx, &here, d, may)) }
        @if !all.is_empty() { (download(&format!("{here}.csv"))) }
        @if may && head.case.state == CaseState::Open {
            h2 class="govuk-heading-m" { "Record a decision" }
            (ctx.form(&here, f, html! {
                (decision(f, wrong))
                (kit::button("Record it").once())
            }))
        }
    };
    Ok(frame::frame(ctx, &head, Tab::Overview, "Decisions", body).errors(wrong).respond())
}

fn one(ctx: &Ctx, here: &str, d: &Decision, may: bool) -> Markup {
    html! {
        section class="hearth-message" aria-labelledby={ "decision-" (d.id) } {
            h2 class="govuk-heading-s" id={ "decision-" (d.id) } {
                (Moment(d.at)) ", " @if d.by.is_empty() { "another system" } @else { (d.by) }
            }
            (paragraphs(&d.decision))
            p class="govuk-body" { "Why: " (d.reason) }
            @match &d.looked {
                Some((at, words)) => { p class="govuk-body" { (kit::tag("Looked at").tone(Tone::Good)) " " (Moment(*at)) ": " (words) } },
                None => {
                    p class="govuk-body" {
                        @if d.review < ctx.today() { (kit::tag("Late").tone(Tone::Late)) " " }
                        "Looked at again by " strong { (day(d.review)) } "."
                    }
                    @if may {
                        (kit::details("Say what came of it", ctx.form(&format!("{here}/{}/looked-at", d.id), &Fields::default(), html! {
                            (kit::character_count("words", "What came of it?", u32::try_from(crate::words::NOTE).unwrap_or(u32::MAX))
                                .id(format!("words-{}", d.id)).rows(3))
                            (kit::button("Save it").secondary().once())
                        })))
                    }
                },
            }
        }
    }
}

pub(in crate::supervision) async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let mut f = ctx.fields()?;
    let decided = match actions::decision_fields(&mut f) {
        Ok(decided) => decided,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    let done = ctx.act("decide on a case", move |act| {
        actions::decide(act, id, &decided)?;
        Ok(Answer::see(format!("/cases/{id}/decisions"))
            .saying("It is recorded, and the coordinator is told."))
    });
    match done.await {
        Err(error) => draw(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::supervision) async fn looked_at(ctx: Ctx) -> Result<Response> {
    let (id, decision) = (ctx.id::<kinds::Case>("id")?, ctx.id::<CaseDecision>("decision")?);
    let mut f = ctx.fields()?;
    let words = match actions::look_fields(&mut f) {
        Ok(words) => words,
        Err(invalid) => return draw(&ctx, &Fields::default(), &invalid).await,
    };
    ctx.act("look at a decision again", move |act| {
        actions::looked_at(act, id, decision, &words)?;
        Ok(Answer::see(format!("/cases/{id}/decisions")).saying("It is saved."))
    })
    .await
}

pub(in crate::supervision) async fn csv(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let all =
        ctx.read(move |look| store::of_case(look, &look.one::<ViewDecisions, kinds::Case>(id)?)).await?;
    let lines = all.into_iter().map(|d| {
        let looked = d.looked.map(|l| l.0.to_string()).unwrap_or_default();
        vec![d.at.to_string(), d.by, d.review.to_string(), looked]
    });
    csv_file("decisions", &["decided_at", "by", "review_by", "looked_at"], lines)
}
