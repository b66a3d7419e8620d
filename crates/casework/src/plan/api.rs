//! Plans for machines: the same actions, with the fields of the form.

use access::{
    Look,
    actions::{EditPlan, ViewPlan},
};
use kernel::{Error, Id, Result, Timestamp, kinds};
use page::{Answer, Ctx, Fields, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{
        draft, make_current,
        save::{self, Add},
        settle,
    },
    form,
    model::{State, adulthood_gap, gaps},
    pages::readable,
    signatures,
    store::{self, Listed, Plan},
};

/// The API's routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/plans", list)
            .needs::<ViewPlan>()
            .personal()
            .about("Versions of one case's plan, newest first: `?case=ID`.")
            .answers::<PlanList>(),
        Route::post("/api/v1/plans", begin)
            .needs::<EditPlan>()
            .personal()
            .about("Drafts the next version of a case's plan, or gives its draft.")
            .body(|f| {
                case_field(f);
            })
            .answers::<PlanBody>(),
        Route::get("/api/v1/plans/{id}", show)
            .needs::<ViewPlan>()
            .personal()
            .about("A version of a plan, with what a draft still lacks.")
            .answers::<PlanBody>(),
        Route::post("/api/v1/plans/{id}", write)
            .needs::<EditPlan>()
            .personal()
            .about(
                "Saves a draft whole: what is not sent is emptied. Rows are objects under their number, such as \
                 actions.0.what; needs stand under their code, such as needs.fasd.weight.",
            )
            .body(form::describe)
            .answers::<PlanBody>(),
        Route::post("/api/v1/plans/{id}/current", current)
            .needs::<EditPlan>()
            .personal()
            .about("Makes a draft the current plan and promises its review.")
            .body(|f| {
                f.version();
            })
            .answers::<PlanBody>(),
        Route::post("/api/v1/plans/{id}/actions/{action}", settled)
            .needs::<EditPlan>()
            .personal()
            .about("Says what became of an action of the current plan.")
            .body(|f| {
                settle::fields(f);
            })
            .answers::<PlanBody>(),
    ]
}

/// Versions of a plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanList {
    /// At most 200, newest first.
    items: Vec<PlanLine>,
    /// Always null: a plan has few versions.
    next: Option<String>,
}

/// One version in a list.
#[derive(Debug, Serialize, ToSchema)]
struct PlanLine {
    id: String,
    number: i64,
    /// `draft`, `current` or `superseded`.
    state: &'static str,
    created: String,
    current_from: Option<String>,
    current_to: Option<String>,
}

/// One version of a plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanBody {
    id: String,
    case: String,
    /// Its number within the case.
    number: i64,
    /// `draft`, `current` or `superseded`.
    state: &'static str,
    /// To be sent with the next change.
    version: i64,
    created: String,
    current_from: Option<String>,
    current_to: Option<String>,
    level: &'static str,
    summary: String,
    coordinator: Option<CoordinatorBody>,
    needs: Vec<PlanNeedBody>,
    goals: Vec<PlanGoalBody>,
    actions: Vec<PlanActionBody>,
    /// ISO date.
    review_on: Option<String>,
    escalation: String,
    other_plans: String,
    /// What happens at 18 and after.
    adulthood: String,
    /// What alone is different from the version before and who said so, where it is one thing.
    only: Option<String>,
    /// `waiting`, `signed`, `returned`, `answered` or `replaced`: a manager's second signature; null for a draft.
    signature: Option<&'static str>,
    /// What a draft still lacks, each with the field it belongs to.
    missing: Vec<PlanGapBody>,
}

/// Who holds the plan together.
#[derive(Debug, Serialize, ToSchema)]
struct CoordinatorBody {
    account: String,
    name: String,
}

/// A need that the plan answers.
#[derive(Debug, Serialize, ToSchema)]
struct PlanNeedBody {
    need: &'static str,
    weight: &'static str,
    words: String,
}

/// A goal in the family's words.
#[derive(Debug, Serialize, ToSchema)]
struct PlanGoalBody {
    id: String,
    words: String,
}

/// Something that somebody will do.
#[derive(Debug, Serialize, ToSchema)]
struct PlanActionBody {
    id: String,
    what: String,
    need: Option<&'static str>,
    owner: &'static str,
    owner_name: String,
    /// ISO date.
    due: Option<String>,
    /// `open`, `done` or `not-done`.
    state: &'static str,
    happened: String,
}

/// Something that is missing.
#[derive(Debug, Serialize, ToSchema)]
struct PlanGapBody {
    field: String,
    message: String,
}

fn body(look: &Look<'_>, plan: &Plan) -> Result<PlanBody> {
    let today = look.today();
    let signature = signatures::of_plan(look, plan.id)?;
    let content = &plan.content;
    let iso = |at: Timestamp| at.to_string();
    let missing = match plan.state {
        State::Draft => {
            let near = adulthood_gap(content, store::born(look, plan.case)?, today)?;
            gaps(content, today).into_iter().chain(near).collect()
        }
        State::Current | State::Superseded => Vec::new(),
    };
    Ok(PlanBody {
        id: plan.id.to_string(),
        case: plan.case.to_string(),
        number: plan.number,
        state: plan.state.code(),
        version: plan.version,
        created: iso(plan.created),
        current_from: plan.current_from.map(iso),
        current_to: plan.current_to.map(iso),
        level: content.level.code(),
        summary: content.summary.clone(),
        coordinator: content
            .coordinator
            .as_ref()
            .map(|c| CoordinatorBody { account: c.account.to_string(), name: c.name.clone() }),
        needs: content
            .needs
            .iter()
            .map(|n| PlanNeedBody { need: n.need.code(), weight: n.weight.code(), words: n.words.clone() })
            .collect(),
        goals: content
            .goals
            .iter()
            .map(|goal| PlanGoalBody { id: goal.id.to_string(), words: goal.words.clone() })
            .collect(),
        actions: content
            .actions
            .iter()
            .map(|action| PlanActionBody {
                id: action.id.to_string(),
                what: action.what.clone(),
                need: action.need.map(|need| need.code()),
                owner: action.owner.code(),
                owner_name: action.owner_name.clone(),
                due: action.due.map(|day| day.to_string()),
                state: action.state.code(),
                happened: action.happened.clone(),
            })
            .collect(),
        review_on: content.review_on.map(|day| day.to_string()),
        escalation: content.escalation.clone(),
        other_plans: content.other_plans.clone(),
        adulthood: content.adulthood.clone(),
        only: content.only_words(),
        signature: signature.map(|s| s.state.code()),
        missing: missing.into_iter().map(|g| PlanGapBody { field: g.field, message: g.message }).collect(),
    })
}

fn line(listed: Listed) -> PlanLine {
    let iso = |at: Timestamp| at.to_string();
    PlanLine {
        id: listed.id.to_string(),
        number: listed.number,
        state: listed.state.code(),
        created: iso(listed.created),
        current_from: listed.current_from.map(iso),
        current_to: listed.current_to.map(iso),
    }
}

fn case_field(f: &mut Fields) -> Option<Id<kinds::Case>> {
    f.id("case", "Say which case: its id")
}

async fn list(ctx: Ctx) -> Result<Response> {
    let mut query = ctx.query();
    let case = case_field(&mut query);
    let case = query.finish(|| case).map_err(Error::Invalid)?;
    let items = ctx
        .read(move |look| {
            let grant = look.one::<ViewPlan, kinds::Case>(case)?;
            let family = look.actor().family().is_some();
            let all = store::of_case(look, &grant)?.into_iter();
            Ok(all.filter(|listed| !family || listed.state == State::Current).map(line).collect())
        })
        .await?;
    ctx.json(&PlanList { items, next: None })
}

async fn begin(ctx: Ctx) -> Result<Response> {
    let mut f = ctx.fields()?;
    let case = case_field(&mut f);
    let case = f.finish(|| case).map_err(Error::Invalid)?;
    ctx.act("draft a plan", move |act| Answer::made(&body(act, &draft::run(act, case)?)?)).await
}

async fn show(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Plan>("id")?;
    let plan =
        ctx.read(move |look| body(look, &readable(look, &look.one::<ViewPlan, kinds::Plan>(id)?)?)).await?;
    ctx.json(&plan)
}

async fn write(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Plan>("id")?, ctx.fields()?);
    ctx.act("save a draft of a plan", move |act| {
        Answer::done(&body(act, &save::run(act, id, &fields, Add::Nothing)?)?)
    })
    .await
}

async fn current(ctx: Ctx) -> Result<Response> {
    let (id, fields) = (ctx.id::<kinds::Plan>("id")?, ctx.fields()?);
    ctx.act("make a plan current", move |act| {
        Answer::done(&body(act, &make_current::run(act, id, &fields)?)?)
    })
    .await
}

async fn settled(ctx: Ctx) -> Result<Response> {
    let (id, action) = (ctx.id::<kinds::Plan>("id")?, ctx.id::<kinds::PlanAction>("action")?);
    let fields = ctx.fields()?;
    ctx.act("settle an action", move |act| Answer::done(&body(act, &settle::run(act, id, action, &fields)?)?))
        .await
}
