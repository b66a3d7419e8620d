//! Askings for machines: the same actions, with the fields of the forms. An owner answers on the page behind the link.

use access::{actions::EditPlan, planning::ActionAsk};
use kernel::{Error, Result, kinds};
use page::{Answer, Ctx, Cursor, Response, Route, site};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{ask, quiet, withdraw},
    pages::list as pages,
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
        Route::get("/api/v1/plan-actions", list)
            .needs::<EditPlan>()
            .personal()
            .about("What owners of actions in other organisations were asked, and what became of it: `?show=open`, `late`, `answered`, `withdrawn` or `all`, `?partner=CODE`, `?organisation=KEY`, `?after=CURSOR`.")
            .answers::<PlanActionList>(),
        Route::post("/api/v1/action-asks/{id}/stop-reminding", stop_reminding)
            .needs::<EditPlan>()
            .personal()
            .about("Sends the owner of an action no more reminders.")
            .answers::<ActionAskBody>(),
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

/// One page of what owners of actions in other organisations were asked.
#[derive(Debug, Serialize, ToSchema)]
struct PlanActionList {
    items: Vec<PlanActionLine>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// What the owner of an action was asked, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
struct PlanActionLine {
    /// What people quote of the case.
    case_reference: String,
    /// Who asked; empty for a machine.
    asked_by: String,
    /// Pass as `organisation` for all that was asked of this one.
    organisation_key: String,
    /// Whether an answer is wanted and its last moment is over.
    late: bool,
    /// `open`, `done` or `not-done`; none once the plan is without the action.
    became: Option<&'static str>,
    /// What was asked, and what they said.
    asking: ActionAskBody,
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
    /// Since when the owner gets no more reminders.
    quiet_at: Option<String>,
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
            quiet_at: k.quiet.map(|at| at.to_string()),
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

async fn list(ctx: Ctx) -> Result<Response> {
    let (wanted, after) = (pages::wanted(&ctx)?, Cursor::parse(ctx.query().raw("after")));
    let rows =
        ctx.read(move |look| store::of_agency(look, &look.agency::<EditPlan>()?, &wanted, after)).await?;
    let now = ctx.now;
    let items = rows.items.into_iter().map(|l| PlanActionLine {
        case_reference: l.reference.to_string(),
        asked_by: l.asked_by,
        organisation_key: l.organisation,
        late: l.asking.is_late(now),
        became: l.became.map(|became| became.code()),
        asking: l.asking.into(),
    });
    ctx.json(&PlanActionList { items: items.collect(), next: rows.next.map(|next| next.to_string()) })
}

async fn stop_reminding(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<ActionAsk>("id")?;
    ctx.act("stop reminders about an action", move |act| {
        Answer::done(&ActionAskBody::from(quiet::by_worker(act, id)?))
    })
    .await
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
