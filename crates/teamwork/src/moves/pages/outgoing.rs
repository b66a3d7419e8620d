//! A hand-over as the agency sees it that hands over.

use access::{Act, accounts, actions::OfferHandover, teamwork::HandoverOut};
use kernel::{Id, Invalid, Result};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, layout},
};

use super::{blank, bundle, dispute, stands};
use crate::{
    moves::{actions, model::Face, store},
    words::{day, parts},
};

pub(in crate::moves) async fn page(ctx: Ctx) -> Result<Response> {
    let (f, wrong) = blank();
    draw(&ctx, &f, &wrong).await
}

async fn draw(ctx: &Ctx, f: &Fields, wrong: &Invalid) -> Result<Response> {
    let id = ctx.id::<HandoverOut>("id")?;
    let (h, council, person) = ctx
        .read(move |look| {
            let h = store::load_out(look, &look.one::<OfferHandover, HandoverOut>(id)?)?;
            let person = h.coordinator.map(|who| accounts::by_id(look, who)).transpose()?.map(|a| a.name);
            Ok((h.clone(), super::council(look, &h.council)?, person))
        })
        .await?;
    let at = format!("/handovers-out/{id}");
    let mut rows = vec![
        kit::row("How it stands", stands(ctx, &h)),
        kit::row("To", h.to_name.as_str()),
        kit::row("Responsible", format!("{council}, from {}", day(h.passes))),
        kit::row("Offered", kernel::Moment(h.offered).to_string()),
    ];
    if let Some(person) = person {
        rows.push(kit::row("Who coordinates there", person));
    }
    if let Some(case) = h.case {
        rows.push(kit::row(
            "Case",
            html! { a class="govuk-link" href={ "/cases/" (case) "/moves" } { "The case here" } },
        ));
    }
    let body = html! {
        (layout::page_heading(Some("Between agencies"), "A case handed over"))
        (parts(ctx, ""))
        (super::refused(wrong))
        (kit::summary_list(rows))
        (dispute(ctx, &h, Face::From, &at, f, wrong))
        (bundle(&h))
        @if h.state.is_open() {
            h2 class="govuk-heading-m" { "Take it back" }
            p class="govuk-body" { "The other agency then reads nothing of it any more, and the family is told that you go on." }
            (ctx.form(&format!("{at}/take-back"), &Fields::default(), html! {
                (kit::hidden("version", &h.version.to_string()))
                (kit::button("Take the hand-over back").secondary().once())
            }))
        }
    };
    Ok(ctx
        .page("A case handed over", body)
        .back("/handovers-out", "Hand-overs from us")
        .dense()
        .errors(wrong)
        .respond())
}

async fn step<I: Send + Sync + 'static>(
    ctx: Ctx,
    parse: fn(&mut Fields) -> Result<I, Invalid>,
    run: fn(&Act<'_>, Id<HandoverOut>, &I) -> Result<()>,
    saying: &'static str,
) -> Result<Response> {
    let id = ctx.id::<HandoverOut>("id")?;
    let mut f = ctx.fields()?;
    let input = match parse(&mut f) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &f, &invalid).await,
    };
    let done = ctx.act("a hand-over to another agency", move |act| {
        run(act, id, &input)?;
        Ok(Answer::see(format!("/handovers-out/{id}")).saying(saying))
    });
    match done.await {
        Err(error) => draw(&ctx, &f, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::moves) async fn take_back(ctx: Ctx) -> Result<Response> {
    let run = |act: &Act<'_>, id, version: &i64| actions::take_back(act, id, *version).map(drop);
    step(ctx, actions::version_fields, run, "It is taken back. You go on, and the family is told.").await
}

pub(in crate::moves) async fn propose(ctx: Ctx) -> Result<Response> {
    let run = |act: &Act<'_>, id, input: &actions::Proposal| actions::propose_out(act, id, input).map(drop);
    step(ctx, actions::proposal_fields, run, "It is written down. The other agency is asked to confirm it.")
        .await
}

pub(in crate::moves) async fn agree(ctx: Ctx) -> Result<Response> {
    let run = |act: &Act<'_>, id, version: &i64| actions::agree_out(act, id, *version).map(drop);
    step(ctx, actions::version_fields, run, "The dispute is settled.").await
}
