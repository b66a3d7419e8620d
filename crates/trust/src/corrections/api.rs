//! What machines see of requests to put something right.

use access::{
    actions::{AskCorrection, DecideCorrection},
    rights::Correction as Kind,
};
use kernel::{Error, Id, Invalid, Result, kinds};
use page::{Answer, Ctx, Fields, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, model::Correction, store};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/corrections", list)
            .needs::<DecideCorrection>()
            .personal()
            .about("Requests to put something right that wait for a decision")
            .answers::<CorrectionList>(),
        Route::post("/api/v1/corrections", ask)
            .needs::<AskCorrection>()
            .personal()
            .about("Ask for something wrong to be put right")
            .body(|f| drop(new_correction(f)))
            .answers::<CorrectionItem>(),
        Route::post("/api/v1/corrections/{id}/decision", decide)
            .needs::<DecideCorrection>()
            .personal()
            .about("Decide on a request to put something right")
            .body(|f| drop(actions::decide_fields(f)))
            .answers::<CorrectionItem>(),
    ]
}

/// Requests to put something right.
#[derive(Debug, Serialize, ToSchema)]
struct CorrectionList {
    items: Vec<CorrectionItem>,
    /// Always null: the oldest 500 are given.
    next: Option<String>,
}

/// A request to put something right.
#[derive(Debug, Serialize, ToSchema)]
struct CorrectionItem {
    id: String,
    case: String,
    person: Option<String>,
    what: &'static str,
    old: String,
    wanted: String,
    asked_at: String,
    state: &'static str,
    decided_at: Option<String>,
    version: i64,
}

fn item(c: &Correction) -> CorrectionItem {
    CorrectionItem {
        id: c.id.to_string(),
        case: c.case.to_string(),
        person: c.person.map(|id| id.to_string()),
        what: c.what.code(),
        old: c.old.clone(),
        wanted: c.wanted.clone(),
        asked_at: c.asked.to_string(),
        state: c.state.code(),
        decided_at: c.decided.map(|at| at.to_string()),
        version: c.version,
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let all = ctx.read(|look| store::waiting(look, &look.agency::<DecideCorrection>()?)).await?;
    ctx.json(&CorrectionList { items: all.iter().map(item).collect(), next: None })
}

fn new_correction(f: &mut Fields) -> Result<(Id<kinds::Case>, actions::Input), Invalid> {
    let case = f.id("case", "Say which case");
    let input = actions::fields(f)?;
    f.finish(|| Some((case?, input)))
}

async fn ask(ctx: Ctx) -> Result<Response> {
    let (case, input) = new_correction(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("ask for a correction", move |act| {
        Answer::made(&item(&actions::ask_correction(act, case, &input)?))
    })
    .await
}

async fn decide(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Kind>("id")?;
    let input = actions::decide_fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("decide on a correction", move |act| {
        Answer::done(&item(&actions::decide_correction(act, id, &input)?))
    })
    .await
}
