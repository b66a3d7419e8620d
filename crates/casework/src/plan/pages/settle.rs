//! What became of an action: done, or not done and why.

use access::actions::EditPlan;
use kernel::{Error, Invalid, Result, kinds};
use maud::html;
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Size, choice, label, legend, radios, row, summary_list, textarea},
};

use crate::{
    action_asks::{
        model::is_others,
        pages::draw::{beside, last},
        store as action_asks,
    },
    assessment::pages::day,
    cases::{
        self,
        frame::{self, Tab},
    },
    plan::{
        actions::settle,
        model::{ActionState, State},
        store,
    },
};

/// `GET /plans/{id}/actions/{action}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default(), false).await
}

/// `POST /plans/{id}/actions/{action}`
pub(super) async fn save(ctx: Ctx) -> Result<Response> {
    let (id, action) = (ctx.id::<kinds::Plan>("id")?, ctx.id::<kinds::PlanAction>("action")?);
    let fields = ctx.fields()?;
    let sent = fields.clone();
    let done = ctx
        .act("settle an action", move |act| {
            let plan = settle::run(act, id, action, &sent)?;
            Ok(Answer::see(format!("/cases/{}/plan", plan.case)).saying("Saved"))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => {
            let clash = error == Error::Stale;
            draw(&ctx, &fields, &page::mend(error)?, clash).await
        }
    }
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid, clash: bool) -> Result<Response> {
    let (id, wanted) = (ctx.id::<kinds::Plan>("id")?, ctx.id::<kinds::PlanAction>("action")?);
    let (head, plan, asks) = ctx
        .read(move |look| {
            let grant = look.one::<EditPlan, kinds::Plan>(id)?;
            let plan = store::load(look, &grant)?;
            let case = cases::store::of_opened(look, &grant, plan.case)?;
            let asks = action_asks::of_opened(look, plan.case)?;
            Ok((frame::of_case(look, case)?, plan, asks))
        })
        .await?;
    let action = plan.content.actions.iter().find(|one| one.id == wanted).ok_or(Error::NotFound)?;
    let version = match fields.raw("version") {
        typed if !typed.is_empty() && !clash => typed.to_owned(),
        _ => plan.version.to_string(),
    };
    let said = last(&asks, wanted);
    let waits = said.is_some_and(|k| k.answer.is_none());
    // What the owner said is put before the worker, who takes it or changes it: nothing settles by itself.
    let taken = said.filter(|_| fields.raw("version").is_empty()).and_then(|k| {
        let answer = k.answer.as_ref()?;
        let state = answer.outcome.settles()?;
        Some((state.code().to_owned(), format!("{}: {}", k.ask.organisation, answer.words)))
    });
    let (state, happened) =
        taken.unwrap_or_else(|| (fields.raw("state").to_owned(), fields.raw("happened").to_owned()));
    let may_ask = is_others(action.owner) && !waits && plan.state == State::Current;
    let states = vec![
        choice(ActionState::Done.code(), ActionState::Done.label()),
        choice(ActionState::NotDone.code(), ActionState::NotDone.label()),
    ];
    let body = html! {
        (summary_list(vec![
            row("Action", action.what.as_str()),
            row("Who", format!("{} ({})", action.owner_name, action.owner.label())),
            row("By when", action.due.map_or_else(|| "No day".to_owned(), day)),
            row("State", action.state.label()),
        ]))
        @if said.is_some() { (kit::inset_text(beside(&asks, wanted, true))) }
        @if may_ask && action.state == ActionState::Open {
            p class="govuk-body" {
                a class="govuk-link" href={ "/plans/" (id) "/actions/" (wanted) "/ask" } { "Ask them by a letter with a link" }
            }
        }
        (ctx.form(&format!("/plans/{id}/actions/{wanted}"), fields, html! {
            (kit::hidden("version", &version))
            (radios("state", legend("What became of it?").size(Size::S), states)
                .value(state)
                .error(invalid.of("state")))
            (textarea("happened", label("What happened, and what difference did it make?").size(Size::S))
                .hint("If it was not done, say why. The family reads this.")
                .value(happened)
                .error(invalid.of("happened")))
            (kit::button("Save").once())
        }))
    };
    let page = frame::frame(ctx, &head, Tab::Plan, "What became of an action", body)
        .back(format!("/cases/{}/plan", plan.case), "The plan of this case");
    Ok(page.errors(invalid).respond())
}
