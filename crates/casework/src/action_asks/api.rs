//! Askings for machines: the same actions, with the fields of the forms. An owner answers on the page behind the link.

use access::{actions::EditPlan, planning::ActionAsk};
use kernel::{Error, Result, kinds};
use page::{Answer, Ctx, Response, Route, site};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{ask, withdraw},
    store::{self, Asking},
};

/// The API's routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/cases/{id}/action-asks", of_case)
            .needs::<EditPlan>()
            .personal()
            .about("All that owners of a case's actions were asked and said, oldest first: 1,000 at most.")
            .answers::<ActionAskList>(),
        Route::get("/api/v1/action-asks/{id}", show)
            .needs::<EditPlan>()
            .personal()
            .about("What the owner of an action was asked, and what they said.")
            .answers::<ActionAskBody>(),
        Route::post("/api/v1/plans/{id}/actions/{action}/ask", make)
            .needs::<EditPlan>()
            .personal()
            .about("Asks the owner of an action of the current plan, in a letter with a link. `version` is the plan's.")
            .body(|f| drop(ask::fields(f)))
            .answers::<ActionAskBody>(),
        Route::post("/api/v1/action-asks/{id}/withdraw", end)
            .needs::<EditPlan>()
            .personal()
            .about("Withdraws what the owner of an action was asked.")
            .body(|f| drop(withdraw::fields(f)))
            .answers::<ActionAskBody>(),
    ]
}

/// What owners of a case's actions were asked and said.
#[derive(Debug, Serialize, ToSchema)]
struct ActionAskList {
    items: Vec<ActionAskBody>,
    next: Option<String>,
}

/// What the owner of an action was asked, and what they said.
#[derive(Debug, Serialize, ToSchema)]
struct ActionAskBody {
    id: String,
    case: String,
    action: String,
    /// `asked`, `answered` or `withdrawn`.
    state: &'static str,
    version: i64,
    /// Code of `data/partners.csv`.
    partner: String,
    name: String,
    organisation: String,
    email: String,
    what: String,
    asked_at: String,
    due_at: String,
    opened_at: Option<String>,
    /// When it was answered or withdrawn.
    settled_at: Option<String>,
    /// `done`, `not-done` or `more-time`, once it is answered.
    outcome: Option<&'static str>,
    /// What they said, or why it was withdrawn.
    words: String,
    /// The day until which more time is needed.
    until: Option<String>,
    answered_by: String,
}

impl From<Asking> for ActionAskBody {
    fn from(k: Asking) -> Self {
        let (outcome, words, until, answered_by) = match k.answer {
            Some(a) => (Some(a.outcome.code()), a.words, a.until.map(|day| day.to_string()), a.name),
            None => (None, k.words, None, String::new()),
        };
        ActionAskBody {
            id: k.id.to_string(),
            case: k.case.to_string(),
            action: k.action.to_string(),
            state: k.state.code(),
            version: k.version,
            partner: k.ask.partner,
            name: k.ask.name,
            organisation: k.ask.organisation,
            email: k.ask.email,
            what: k.ask.what,
            asked_at: k.asked.to_string(),
            due_at: k.due.to_string(),
            opened_at: k.opened.map(|at| at.to_string()),
            settled_at: k.settled.map(|at| at.to_string()),
            outcome,
            words,
            until,
            answered_by,
        }
    }
}

async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let all = ctx
        .read(move |look| {
            look.one::<EditPlan, kinds::Case>(id)?;
            store::of_opened(look, id)
        })
        .await?;
    ctx.json(&ActionAskList { items: all.into_iter().map(Into::into).collect(), next: None })
}

async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ActionAsk>("id")?;
    let k = ctx.read(move |look| store::load(look, &look.one::<EditPlan, ActionAsk>(id)?)).await?;
    ctx.json(&ActionAskBody::from(k))
}

async fn make(ctx: Ctx) -> Result<Response> {
    let (id, action) = (ctx.id::<kinds::Plan>("id")?, ctx.id::<kinds::PlanAction>("action")?);
    let input = ask::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    let site = site::base(&ctx.request);
    ctx.act("ask the owner of an action", move |act| {
        let site = act.one::<EditPlan, kinds::Plan>(id).and(site.clone())?;
        Answer::made(&ActionAskBody::from(ask::run(act, id, action, &input, &site)?))
    })
    .await
}

async fn end(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ActionAsk>("id")?;
    let input = withdraw::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("withdraw what the owner of an action was asked", move |act| {
        Answer::done(&ActionAskBody::from(withdraw::run(act, id, &input)?))
    })
    .await
}
