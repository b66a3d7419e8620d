//! People who want to adopt, for machines.

use access::{actions::ManageRecruitment, finding::Applicant};
use kernel::{Error, Result};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions, form,
    store::{self, Applying},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/recruitment", list)
            .needs::<ManageRecruitment>()
            .personal()
            .about("People who want to adopt, the newest first")
            .answers::<ApplicantList>(),
        Route::post("/api/v1/recruitment", record)
            .needs::<ManageRecruitment>()
            .personal()
            .about("Record an enquiry about adopting")
            .body(|f| drop(form::fields(f)))
            .answers::<ApplicantRecorded>(),
        Route::post("/api/v1/recruitment/{id}/step", step)
            .needs::<ManageRecruitment>()
            .personal()
            .about("Take somebody a step on, stop or start the clock, or end their way")
            .body(|f| drop(form::step_fields(f)))
            .answers::<ApplicantItem>(),
    ]
}

/// Somebody on the way to approval.
#[derive(Debug, Serialize, ToSchema)]
struct ApplicantItem {
    id: String,
    reference: String,
    names: String,
    stage: &'static str,
    /// Whether the clock is stopped.
    paused: bool,
    version: i64,
}

/// One page of people who want to adopt.
#[derive(Debug, Serialize, ToSchema)]
struct ApplicantList {
    items: Vec<ApplicantItem>,
    /// Send it as `after` to get the next page.
    next: Option<String>,
}

/// An enquiry that was recorded.
#[derive(Debug, Serialize, ToSchema)]
struct ApplicantRecorded {
    id: String,
    reference: String,
}

fn item(a: Applying) -> ApplicantItem {
    ApplicantItem {
        id: a.id.to_string(),
        reference: a.reference.to_string(),
        names: a.names,
        stage: a.stage.code(),
        paused: a.paused.is_some(),
        version: a.version,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ManageRecruitment>()?, after)).await?;
    ctx.json(&ApplicantList {
        items: rows.items.into_iter().map(item).collect(),
        next: rows.next.map(|n| n.to_string()),
    })
}

async fn record(ctx: Ctx) -> Result<Response> {
    let input = form::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record an enquiry about adopting", move |act| {
        let (id, reference) = actions::record_enquiry(act, &input)?;
        Answer::made(&ApplicantRecorded { id: id.to_string(), reference: reference.to_string() })
    })
    .await
}

async fn step(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Applicant>("id")?;
    let input = form::step_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("take an applicant a step on", move |act| {
        actions::take_step(act, id, &input)?;
        Answer::done(&item(store::one(act, &act.one::<ManageRecruitment, Applicant>(id)?)?))
    })
    .await
}
