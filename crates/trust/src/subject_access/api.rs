//! What machines see of requests for a copy: the list and its clocks. What is held is read by people.

use access::actions::HandleSubjectAccess;
use kernel::{Error, Id, Invalid, Result, kinds};
use page::{Answer, Ctx, Fields, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, model::Request, store};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/subject-requests", list)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("Requests for a copy, newest first")
            .answers::<SubjectRequestList>(),
        Route::post("/api/v1/subject-requests", record)
            .needs::<HandleSubjectAccess>()
            .personal()
            .about("Record a request for a copy")
            .body(|f| drop(new_request(f)))
            .answers::<SubjectRequestItem>(),
    ]
}

/// Requests for a copy.
#[derive(Debug, Serialize, ToSchema)]
struct SubjectRequestList {
    items: Vec<SubjectRequestItem>,
    /// Always null: the newest 500 are given.
    next: Option<String>,
}

/// A request for a copy.
#[derive(Debug, Serialize, ToSchema)]
struct SubjectRequestItem {
    id: String,
    reference: String,
    case: String,
    person: String,
    received_on: String,
    due_on: String,
    extended: bool,
    state: &'static str,
    ended_at: Option<String>,
    version: i64,
}

fn item(r: &Request) -> SubjectRequestItem {
    SubjectRequestItem {
        id: r.id.to_string(),
        reference: r.reference.to_string(),
        case: r.case.to_string(),
        person: r.person.to_string(),
        received_on: r.received.to_string(),
        due_on: r.due.to_string(),
        extended: !r.extended_why.is_empty(),
        state: r.state.code(),
        ended_at: r.ended.map(|at| at.to_string()),
        version: r.version,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| store::of_agency(look, &look.agency::<HandleSubjectAccess>()?)).await?;
    ctx.json(&SubjectRequestList { items: all.iter().map(item).collect(), next: None })
}

fn new_request(f: &mut Fields) -> Result<(Id<kinds::Case>, actions::Input), Invalid> {
    let case = f.id("case", "Say which case");
    let input = actions::fields(f)?;
    f.finish(|| Some((case?, input)))
}

async fn record(ctx: Ctx) -> Result<Response> {
    let (case, input) = new_request(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("record a request for a copy", move |act| {
        Answer::made(&item(&actions::record_request(act, case, &input)?))
    })
    .await
}
