//! A hand-over as the agency sees it to which it is handed: what was handed over, and the forms by which it answers.

use access::{
    Act,
    accounts::{self, Account},
    actions::AnswerHandover,
    teamwork::HandoverIn,
};
use kernel::{Id, Invalid, Result};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{blank, bundle, dispute, stands};
use crate::{
    moves::{
        actions,
        model::{Face, State},
        store::{self, Handover},
    },
    words::{area, day, people},
};

pub(in crate::moves) async fn page(ctx: Ctx) -> Result<Response> {
    let (f, wrong) = blank();
    draw(&ctx, &f, &wrong).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<HandoverIn>("id")?;
    let (h, council, colleagues) = ctx
        .read(move |look| {
            let h = store::load_in(look, &look.one::<AnswerHandover, HandoverIn>(id)?)?;
            let council = super::council(look, &h.council)?;
            let colleagues = accounts::colleagues(look, h.to)?;
            Ok((h, council, colleagues))
        })
        .await?;
    let at = format!("/handovers-in/{id}");
    let mut rows = vec![
        kit::row("How it stands", stands(ctx, &h)),
        kit::row("From", h.from_name.as_str()),
        kit::row("Responsible", format!("{council}, from {}", day(h.passes))),
        kit::row("Offered", kernel::Moment(h.offered).to_string()),
    ];
    if let Some(case) = h.new_case {
        rows.push(kit::row(
            "Your case",
            html! { a class="govuk-link" href={ "/cases/" (case) } { "Open the case" } },
        ));
    }
    let body = html! {
        (layout::page_heading(Some("Between agencies"), "A case handed to you"))
        (super::refused(wrong))
        (kit::summary_list(rows))
        (bundle(&h))
        (dispute(ctx, &h, Face::To, &at, f, wrong))
        (answer(ctx, &h, &colleagues, &at, f, wrong))
    };
    Ok(ctx
        .page("A case handed to you", body)
        .back("/handovers-in", "Hand-overs to us")
        .dense()
        .errors(wrong)
        .respond())
}

fn answer(ctx: &Ctx, h: &Handover, colleagues: &[Account], at: &str, f: &Fields, wrong: &Invalid) -> Markup {
    html! {
        @if matches!(h.state, State::Offered | State::Agreed) {
            h2 class="govuk-heading-m" { "Take the case over" }
            @if h.passes > ctx.today() {
                p class="govuk-body" {
                    "You can take it over from " (day(h.passes)) ". Until then " (h.from_name) " goes on. Use the time to speak with their coordinator and the family."
                }
            } @else {
                p class="govuk-body" {
                    "A case of yours is opened from what was handed over, and what " (h.from_name) " promised ends there. Promise the family anew what still has to be done. \
                     Look first whether you know the family already."
                }
                (ctx.form(&format!("{at}/accept"), f, html! {
                    (kit::hidden("version", &h.version.to_string()))
                    (kit::select("coordinator", "Who coordinates the support", people("Choose somebody", colleagues)).value(f.raw("coordinator")).error(wrong.of("coordinator")))
                    (kit::textarea("words", "What the family reads").hint("Who gets in touch, how and when. The name stands before it.").rows(3)
                        .value(f.raw("words")).error(wrong.of("words")))
                    (kit::button("Take it over").once())
                }))
            }
        }
        @if h.state == State::Offered {
            h2 class="govuk-heading-m" { "You are not responsible?" }
            p class="govuk-body" { (h.from_name) " goes on until the two of you have settled it. The family is told that nothing changes meanwhile." }
            (ctx.form(&format!("{at}/dispute"), f, html! {
                (kit::hidden("version", &h.version.to_string()))
                (area("why", "Why your agency is not responsible", f, wrong))
                (kit::button("Dispute it").secondary().once())
            }))
        }
    }
}

async fn step<I: Send + Sync + 'static>(
    ctx: Ctx,
    parse: fn(&mut Fields) -> Result<I, Invalid>,
    run: fn(&Act<'_>, Id<HandoverIn>, &I) -> Result<Answer>,
) -> Result<Response> {
    let id = ctx.id::<HandoverIn>("id")?;
    let mut f = ctx.fields()?;
    let input = match parse(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    match ctx.act("a hand-over from another agency", move |act| run(act, id, &input)).await {
        Err(error) => draw(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}

fn see(id: Id<HandoverIn>, saying: &'static str) -> Answer {
    Answer::see(format!("/handovers-in/{id}")).saying(saying)
}

pub(in crate::moves) async fn accept(ctx: Ctx) -> Result<Response> {
    let run = |act: &Act<'_>, id, input: &actions::Accept| {
        actions::accept(act, id, input)?;
        Ok(see(id, "The case is yours. The family and the other agency are told."))
    };
    step(ctx, actions::accept_fields, run).await
}

pub(in crate::moves) async fn disputed(ctx: Ctx) -> Result<Response> {
    let run = |act: &Act<'_>, id, input: &actions::Dispute| {
        actions::dispute(act, id, input)?;
        Ok(see(id, "It is disputed, and a clock runs. Speak with the other agency."))
    };
    step(ctx, actions::dispute_fields, run).await
}

pub(in crate::moves) async fn propose(ctx: Ctx) -> Result<Response> {
    let run = |act: &Act<'_>, id, input: &actions::Proposal| {
        actions::propose_in(act, id, input)?;
        Ok(see(id, "It is written down. The other agency is asked to confirm it."))
    };
    step(ctx, actions::proposal_fields, run).await
}

pub(in crate::moves) async fn agree(ctx: Ctx) -> Result<Response> {
    // Where the case stays, the hand-over is not to be read here any more.
    let run = |act: &Act<'_>, id, version: &i64| {
        actions::agree_in(act, id, *version)?;
        Ok(Answer::see("/handovers-in").saying("The dispute is settled."))
    };
    step(ctx, actions::version_fields, run).await
}
