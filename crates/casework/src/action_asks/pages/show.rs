//! One asking on the worker's side: what was asked, what came of it, and how it is withdrawn.

use access::{actions::EditPlan, planning::ActionAsk};
use kernel::{Invalid, Result};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, label, row, summary_list, textarea},
};

use super::draw;
use crate::{
    action_asks::{
        actions::{quiet, withdraw},
        model::State,
        store,
    },
    assessment::pages::name_of,
    cases::{
        self,
        frame::{self, Tab},
    },
    contributions::pages::draw::{day, name, partner_title, words},
    plan::store as plans,
};

async fn draw_page(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id = ctx.id::<ActionAsk>("id")?;
    let (head, k, by, current) = ctx
        .read(move |look| {
            let grant = look.one::<EditPlan, ActionAsk>(id)?;
            let k = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, k.case)?;
            let by = name_of(look, k.asked_by)?.unwrap_or_else(|| "Another system".to_owned());
            let current = plans::current(look, k.case)?
                .filter(|plan| plan.content.actions.iter().any(|one| one.id == k.action));
            Ok((frame::of_case(look, case)?, k, by, current.map(|plan| plan.id)))
        })
        .await?;
    let body = html! {
        (summary_list(vec![
            row("How it stands", kit::Render::render(&draw::state_tag(&k, ctx.now))),
            row("Asked", html! { (name(&k.ask.who())) " (" (partner_title(&k.ask.partner)) ")" }),
            row("Letter to", name(&k.ask.email)),
            row("Asked by", format!("{by}, {}", day(k.asked))),
            row("Answer by", day(k.due)),
            row("Opened", k.opened.map_or_else(|| "Not yet".to_owned(), day)),
            row("Reminders", k.quiet.map_or_else(|| "Before the last day, on it, and after it".to_owned(), |at| format!("None since {}: somebody asked for that", day(at)))),
        ]))
        @if let Some(answer) = &k.answer {
            h2 class="govuk-heading-m" { "What they said" }
            p class="govuk-body govuk-!-text-break-word" { (draw::said(answer)) }
            p class="govuk-body-s" { (name(&answer.name)) @if let Some(at) = k.settled { ", " (day(at)) } }
            @if let Some(plan) = current {
                p class="govuk-body" {
                    a class="govuk-link" href={ "/plans/" (plan) "/actions/" (k.action) } {
                        @if answer.outcome.settles().is_some() { "Take it into what became of the action" } @else { "Go to the action, to ask again by their day" }
                    }
                }
            }
        }
        @if k.state == State::Withdrawn {
            h2 class="govuk-heading-m" { (k.state.label()) @if let Some(at) = k.settled { ", " (day(at)) } }
            (words(&k.words))
        }
        h2 class="govuk-heading-m" { "What they were asked" }
        (words(&k.ask.what))
        @if k.state == State::Asked && k.quiet.is_none() {
            (ctx.form(&format!("/action-asks/{id}/stop-reminding"), fields, html! {
                (kit::button("Send no more reminders").secondary().once())
            }))
        }
        @if k.state == State::Asked {
            h2 class="govuk-heading-m" { "Withdraw it" }
            p class="govuk-body" { "Has the letter not arrived, or has somebody else got hold of it? Withdraw it, and ask again: the new letter holds a new link." }
            (ctx.form(&format!("/action-asks/{id}/withdraw"), fields, html! {
                (kit::hidden("version", &k.version.to_string()))
                (textarea("why", label("Why it is not needed any more").size(Size::S)).rows(2)
                    .value(fields.raw("why")).error(invalid.of("why")))
                (kit::button("Withdraw it").warning().once())
            }))
        }
    };
    Ok(frame::frame(ctx, &head, Tab::Plan, "Asked of the owner of an action", body)
        .back(format!("/cases/{}/plan", k.case), "The plan of this case")
        .errors(invalid)
        .respond())
}

/// `GET /action-asks/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw_page(&ctx, &Fields::default(), &Invalid::default()).await
}

/// `POST /action-asks/{id}/withdraw`
pub(super) async fn withdraw(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<ActionAsk>("id")?, ctx.fields()?);
    let input = match withdraw::fields(&mut fields.clone()) {
        Ok(input) => input,
        Err(wrong) => return draw_page(&ctx, &fields, &wrong).await,
    };
    let done = ctx
        .act("withdraw what the owner of an action was asked", move |act| {
            withdraw::run(act, id, &input)?;
            Ok(Answer::see(format!("/action-asks/{id}")).saying("It is withdrawn. A letter says so."))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => draw_page(&ctx, &fields, &page::mend(error)?).await,
    }
}

/// `POST /action-asks/{id}/stop-reminding`
pub(super) async fn stop_reminding(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ActionAsk>("id")?;
    let done = ctx
        .act("stop reminders about an action", move |act| {
            quiet::by_worker(act, id)?;
            Ok(Answer::see(format!("/action-asks/{id}"))
                .saying("No more reminders go out. You still hear when it is late."))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => draw_page(&ctx, &ctx.fields()?, &page::mend(error)?).await,
    }
}
