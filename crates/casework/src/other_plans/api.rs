//! Other plans as machines see them.

use access::actions::EditPlan;
use kernel::{Error, Result, kinds::Case};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, form, model::OtherPlan, store};

/// Other plans of a child.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OtherPlans {
    items: Vec<OtherPlanBody>,
    /// Always null: a child has few.
    next: Option<String>,
}

/// Another plan that a child has.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OtherPlanBody {
    id: String,
    kind: &'static str,
    lead: String,
    /// How the support plan stands to it.
    relation: String,
    review_on: Option<String>,
    ended: bool,
    /// To be sent with the next change.
    version: i64,
}

impl From<OtherPlan> for OtherPlanBody {
    fn from(p: OtherPlan) -> Self {
        OtherPlanBody {
            id: p.id.to_string(),
            kind: p.kind.code(),
            lead: p.content.lead,
            relation: p.content.relation,
            review_on: p.review.map(|on| on.to_string()),
            ended: p.ended,
            version: p.version,
        }
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let all = ctx.read(move |look| store::of_case(look, &look.one::<EditPlan, Case>(id)?)).await?;
    ctx.json(&OtherPlans { items: all.into_iter().map(Into::into).collect(), next: None })
}

pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let input = form::plan(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("add another plan", move |act| Answer::made(&OtherPlanBody::from(actions::add(act, id, &input)?)))
        .await
}

pub(super) async fn change(ctx: Ctx) -> Result<Response> {
    let (case, id) = (ctx.id::<Case>("id")?, ctx.id::<()>("beside")?);
    let (version, input) = form::change(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("change another plan", move |act| {
        Answer::done(&OtherPlanBody::from(actions::change(act, case, id, version, &input)?))
    })
    .await
}
