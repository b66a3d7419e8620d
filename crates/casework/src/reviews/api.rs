//! Reviews of plans for machines.

use access::{
    actions::{HoldReview, ListReviews},
    members,
};
use kernel::{Error, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{decline, hold},
    model::Review,
    store::{self, Due, Settled},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/reviews", due)
            .needs::<ListReviews>()
            .personal()
            .about("Reviews of plans that are due, the soonest first: `?after=CURSOR`")
            .answers::<DueReviewList>(),
        Route::get("/api/v1/reviews/held", settled)
            .needs::<ListReviews>()
            .personal()
            .about("Reviews that were held or declined, the newest first: `?after=CURSOR`")
            .answers::<SettledReviewList>(),
        Route::get("/api/v1/cases/{id}/reviews", of_case)
            .needs::<ListReviews>()
            .personal()
            .about("Reviews of a case's plan, the newest first: 100 at most")
            .answers::<PlanReviewList>(),
        Route::post("/api/v1/cases/{id}/reviews", held)
            .needs::<HoldReview>()
            .personal()
            .about("Record a review that was held; it answers every request that waits")
            .body(|f| drop(hold::fields(f)))
            .answers::<PlanReviewList>(),
        Route::post("/api/v1/cases/{id}/reviews/{review}/decline", declined)
            .needs::<HoldReview>()
            .personal()
            .about("Decline a review that was asked for")
            .body(|f| drop(decline::fields(f)))
            .answers::<PlanReviewList>(),
    ]
}

/// Reviews that are due.
#[derive(Debug, Serialize, ToSchema)]
struct DueReviewList {
    items: Vec<DueReviewItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A review that is due.
#[derive(Debug, Serialize, ToSchema)]
struct DueReviewItem {
    promise: String,
    case_id: String,
    case_reference: String,
    /// Whether somebody asked for it; otherwise the plan's own date has come.
    asked: bool,
    due_at: String,
    state: &'static str,
}

impl From<Due> for DueReviewItem {
    fn from(d: Due) -> Self {
        DueReviewItem {
            promise: d.promise.to_string(),
            case_id: d.case.to_string(),
            case_reference: d.reference.to_string(),
            asked: d.asked,
            due_at: d.due.to_string(),
            state: d.state.code(),
        }
    }
}

/// Reviews that were held or declined.
#[derive(Debug, Serialize, ToSchema)]
struct SettledReviewList {
    items: Vec<SettledReviewItem>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A review that was held or declined.
#[derive(Debug, Serialize, ToSchema)]
struct SettledReviewItem {
    id: String,
    case_id: String,
    case_reference: String,
    asked_as: &'static str,
    state: &'static str,
    due_at: String,
    held_on: Option<String>,
    next_on: Option<String>,
    late: bool,
}

impl From<Settled> for SettledReviewItem {
    fn from(s: Settled) -> Self {
        SettledReviewItem {
            late: s.is_late(),
            id: s.id.to_string(),
            case_id: s.case.to_string(),
            case_reference: s.reference.to_string(),
            asked_as: s.asked_as.code(),
            state: s.state.code(),
            due_at: s.due.to_string(),
            held_on: s.held_on.map(|d| d.to_string()),
            next_on: s.next.map(|d| d.to_string()),
        }
    }
}

/// Reviews of one case's plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanReviewList {
    items: Vec<PlanReviewItem>,
    /// Always null: the newest 100 are given.
    next: Option<String>,
}

/// A review of a plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanReviewItem {
    id: String,
    asked_at: String,
    asked_as: &'static str,
    why: String,
    plan_number: Option<i64>,
    state: &'static str,
    due_at: String,
    held_on: Option<String>,
    present: Option<String>,
    changed: Option<String>,
    child_said: Option<String>,
    next_on: Option<String>,
    declined_why: Option<String>,
    version: i64,
}

fn item(r: Review) -> PlanReviewItem {
    let declined = Some(r.declined_why).filter(|why| !why.is_empty());
    let (held_on, next_on) = r.held.as_ref().map(|h| (h.on.to_string(), h.next.to_string())).unzip();
    let (mut present, mut changed, mut child_said) = (None, None, None);
    if let Some(held) = r.held {
        (present, changed, child_said) = (Some(held.present), Some(held.changed), Some(held.child_said));
    }
    PlanReviewItem {
        id: r.id.to_string(),
        asked_at: r.asked.to_string(),
        asked_as: r.asked_as.code(),
        why: r.why,
        plan_number: r.plan_number,
        state: r.state.code(),
        due_at: r.due.to_string(),
        held_on,
        present,
        changed,
        child_said,
        next_on,
        declined_why: declined,
        version: r.version,
    }
}

async fn due(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::due(look, &look.agency::<ListReviews>()?, after)).await?;
    let items = rows.items.into_iter().map(Into::into).collect();
    ctx.json(&DueReviewList { items, next: rows.next.map(|c| c.to_string()) })
}

async fn settled(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::settled(look, &look.agency::<ListReviews>()?, after)).await?;
    let items = rows.items.into_iter().map(Into::into).collect();
    ctx.json(&SettledReviewList { items, next: rows.next.map(|c| c.to_string()) })
}

async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let all = ctx.read(move |look| store::of_case(look, &look.one::<ListReviews, Case>(id)?)).await?;
    ctx.json(&PlanReviewList { items: all.into_iter().map(item).collect(), next: None })
}

async fn held(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let input = hold::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("hold a review", move |act| {
        hold::run(act, id, &input)?;
        let all = store::of_case(act, &act.one::<ListReviews, Case>(id)?)?;
        Answer::made(&PlanReviewList { items: all.into_iter().map(item).collect(), next: None })
    })
    .await
}

async fn declined(ctx: Ctx) -> Result<Response> {
    let (id, review) = (ctx.id::<Case>("id")?, ctx.id::<members::Review>("review")?);
    let input = decline::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("decline a review", move |act| {
        decline::run(act, id, review, &input)?;
        let all = store::of_case(act, &act.one::<ListReviews, Case>(id)?)?;
        Answer::done(&PlanReviewList { items: all.into_iter().map(item).collect(), next: None })
    })
    .await
}
