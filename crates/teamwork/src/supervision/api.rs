//! Decisions as machines see them.

use access::{Look, actions::ViewDecisions};
use kernel::{Error, Id, Result, kinds};
use page::{Answer, Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, store};

/// A decision on a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseDecision)]
pub(super) struct Decision {
    id: String,
    decision: String,
    reason: String,
    decided_at: String,
    decided_by: String,
    review_by: String,
    looked_at: Option<String>,
}

/// What managers decided on a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseDecisionList)]
pub(super) struct DecisionList {
    items: Vec<Decision>,
    /// Always nothing: the newest 200 are given.
    next: Option<String>,
}

fn listed(look: &Look<'_>, id: Id<kinds::Case>) -> Result<DecisionList> {
    let all = store::of_case(look, &look.one::<ViewDecisions, kinds::Case>(id)?)?;
    let items = all.into_iter().map(|d| Decision {
        id: d.id.to_string(),
        decision: d.decision,
        reason: d.reason,
        decided_at: d.at.to_string(),
        decided_by: d.by,
        review_by: d.review.to_string(),
        looked_at: d.looked.map(|l| l.0.to_string()),
    });
    Ok(DecisionList { items: items.collect(), next: None })
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let all = ctx.read(move |look| listed(look, id)).await?;
    ctx.json(&all)
}

pub(super) async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<kinds::Case>("id")?;
    let decided = actions::decision_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("decide on a case", move |act| {
        actions::decide(act, id, &decided)?;
        Answer::made(&listed(act, id)?)
    })
    .await
}
