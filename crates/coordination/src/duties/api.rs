//! Other services' duties as machines see them.

use access::actions::ViewEducation;
use kernel::{Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, PAGE_ROWS, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    model::{self, Ask},
    pages::list::wanted,
    store,
};

/// What was asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DutyAsks)]
pub(super) struct Duties {
    items: Vec<Duty>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A service that was asked to meet a need.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DutyAsk)]
pub(super) struct Duty {
    id: String,
    case: String,
    need: &'static str,
    service: String,
    /// `health`, `education` or `social-care`.
    system: &'static str,
    /// An integrated care board or a council, by its code.
    body: String,
    /// `asked`, `given`, `refused` or `unanswered`.
    state: &'static str,
    asked_on: String,
    answered_on: Option<String>,
    asked_for: String,
    answer: String,
    /// What adoption support gave in its place.
    given_instead: String,
    cost_pence: i64,
    /// To be sent with the next change.
    version: i64,
}

impl From<Ask> for Duty {
    fn from(a: Ask) -> Self {
        Duty {
            id: a.id.to_string(),
            case: a.case.to_string(),
            need: a.need.code(),
            service: a.service,
            system: a.system.code(),
            body: a.body,
            state: a.state.code(),
            asked_on: a.asked.to_string(),
            answered_on: a.answered.map(|on| on.to_string()),
            asked_for: a.words,
            answer: a.answer,
            given_instead: a.gave,
            cost_pence: a.cost.0,
            version: a.version,
        }
    }
}

/// Services that are bound.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DutyServices)]
pub(super) struct Services {
    items: Vec<ServiceBody>,
    /// Always null: there are few.
    next: Option<String>,
}

/// A service that is bound by law.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DutyService)]
struct ServiceBody {
    code: &'static str,
    system: &'static str,
    name: &'static str,
    duty: &'static str,
    needs: Vec<&'static str>,
    source: &'static str,
    /// Whether the section was read again for this version.
    sure: bool,
}

fn all_services() -> Result<Services> {
    let items = model::services()?
        .iter()
        .map(|s| ServiceBody {
            code: &s.code,
            system: s.system.code(),
            name: &s.name,
            duty: &s.duty,
            needs: s.needs.iter().map(|n| n.code()).collect(),
            source: &s.source,
            sure: s.sure,
        })
        .collect();
    Ok(Services { items, next: None })
}

pub(super) async fn services(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ViewEducation>().map(drop)).await?;
    ctx.json(&all_services()?)
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let (state, after) = (wanted(&ctx), Cursor::parse(ctx.query().raw("after")));
    let rows = ctx
        .read(move |look| store::list(look, &look.agency::<ViewEducation>()?, state, after, Some(PAGE_ROWS)))
        .await?;
    let items = rows.items.into_iter().map(|l| l.ask.into()).collect();
    ctx.json(&Duties { items, next: rows.next.map(|c| c.to_string()) })
}

pub(super) async fn of_case(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let asks = ctx.read(move |look| store::of_case(look, &look.one::<ViewEducation, Case>(id)?)).await?;
    ctx.json(&Duties { items: asks.into_iter().map(Into::into).collect(), next: None })
}

pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let input = form::asked(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record that a service was asked", move |act| {
        Answer::made(&Duty::from(actions::ask(act, id, &input)?))
    })
    .await
}

pub(super) async fn answer(ctx: Ctx) -> Result<Response> {
    let (case, id): (Id<Case>, Id<()>) = (ctx.id("id")?, ctx.id("duty")?);
    let (version, outcome) = form::answered(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record what became of asking a service", move |act| {
        Answer::done(&Duty::from(actions::answer(act, case, id, version, &outcome)?))
    })
    .await
}
