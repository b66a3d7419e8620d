//! What machines see of complaints about data.

use access::{
    actions::{HandleDataComplaints, MakeDataComplaint},
    rights::DataComplaint,
};
use kernel::{Error, Id, Invalid, Result, kinds, local_date};
use page::{Answer, Ctx, Fields, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, model::Complaint, pages, store};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/data-complaints", list)
            .needs::<HandleDataComplaints>()
            .personal()
            .about("Complaints about data, newest first")
            .answers::<ComplaintList>(),
        Route::post("/api/v1/data-complaints", make)
            .needs::<MakeDataComplaint>()
            .personal()
            .about("Record a complaint about data")
            .body(|f| drop(new_complaint(f)))
            .answers::<ComplaintItem>(),
        Route::post("/api/v1/data-complaints/{id}/acknowledgement", acknowledge)
            .needs::<HandleDataComplaints>()
            .personal()
            .about("Record that a complaint about data was acknowledged")
            .body(|f| drop(actions::ack_fields(f)))
            .answers::<ComplaintItem>(),
        Route::post("/api/v1/data-complaints/{id}/outcome", close)
            .needs::<HandleDataComplaints>()
            .personal()
            .about("Record what came of a complaint about data")
            .body(|f| drop(actions::close_fields(f)))
            .answers::<ComplaintItem>(),
    ]
}

/// Complaints about data.
#[derive(Debug, Serialize, ToSchema)]
struct ComplaintList {
    items: Vec<ComplaintItem>,
    /// Always null: the newest 500 are given.
    next: Option<String>,
}

/// A complaint about data.
#[derive(Debug, Serialize, ToSchema)]
struct ComplaintItem {
    id: String,
    reference: String,
    case: Option<String>,
    received_on: String,
    acknowledge_by: String,
    state: &'static str,
    acknowledged_at: Option<String>,
    outcome: Option<&'static str>,
    closed_at: Option<String>,
    version: i64,
}

fn item(c: &Complaint) -> Result<ComplaintItem> {
    Ok(ComplaintItem {
        id: c.id.to_string(),
        reference: c.reference.to_string(),
        case: c.case.map(|id| id.to_string()),
        received_on: c.received.to_string(),
        acknowledge_by: local_date(pages::due(c)?).to_string(),
        state: c.state().code(),
        acknowledged_at: c.acknowledged.map(|at| at.to_string()),
        outcome: c.outcome.map(|o| o.code()),
        closed_at: c.closed.map(|at| at.to_string()),
        version: c.version,
    })
}

async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| store::of_agency(look, &look.agency::<HandleDataComplaints>()?)).await?;
    ctx.json(&ComplaintList { items: all.iter().map(item).collect::<Result<_>>()?, next: None })
}

fn new_complaint(f: &mut Fields) -> Result<(Option<Id<kinds::Case>>, actions::Input), Invalid> {
    let case = f.id_opt("case", "Say which case, or leave it out");
    let input = actions::fields(f)?;
    f.finish(|| Some((case, input)))
}

async fn make(ctx: Ctx) -> Result<Response> {
    let (case, input) = new_complaint(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record a complaint about data", move |act| {
        Answer::made(&item(&actions::make_complaint(act, case, &input)?)?)
    })
    .await
}

async fn acknowledge(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<DataComplaint>("id")?;
    let input = actions::ack_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("acknowledge a complaint about data", move |act| {
        Answer::done(&item(&actions::acknowledge_complaint(act, id, &input)?)?)
    })
    .await
}

async fn close(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<DataComplaint>("id")?;
    let input = actions::close_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("answer a complaint about data", move |act| {
        Answer::done(&item(&actions::close_complaint(act, id, &input)?)?)
    })
    .await
}
