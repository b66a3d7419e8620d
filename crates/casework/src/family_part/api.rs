//! The family's own part of plans for machines.

use access::{
    Look,
    actions::{AnswerFamilyPart, ViewFamilyPart},
};
use kernel::{Error, Id, Result, kinds::Case};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::{answer, tell},
    model::Part,
    store,
};

pub(super) fn routes() -> Vec<Route> {
    let routes = vec![
        Route::get("/api/v1/family-parts", waiting)
            .needs::<ViewFamilyPart>()
            .about("What families want in their plans and nobody answered yet, the longest wait first: `?after=CURSOR`")
            .answers::<FamilyPartsWaiting>(),
        Route::get("/api/v1/cases/{id}/family-part", of_case)
            .needs::<ViewFamilyPart>()
            .about("What the family of a case wants in the plan, and what became of it: the newest 100")
            .answers::<FamilyParts>(),
        Route::post("/api/v1/cases/{id}/family-part", told)
            .needs::<AnswerFamilyPart>()
            .about("Write down what somebody of the family told that they want in the plan")
            .body(|f| drop(tell::fields(f)))
            .answers::<FamilyParts>(),
        Route::post("/api/v1/cases/{id}/family-part/answer", answered)
            .needs::<AnswerFamilyPart>()
            .about("Say whether a part was taken into the plan, partly or not, and why")
            .body(|f| drop(answer::fields(f)))
            .answers::<FamilyParts>(),
    ];
    routes.into_iter().map(Route::personal).collect()
}

/// Parts that wait.
#[derive(Serialize, ToSchema)]
struct FamilyPartsWaiting {
    items: Vec<FamilyPartWaiting>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A part that waits.
#[derive(Serialize, ToSchema)]
struct FamilyPartWaiting {
    part: String,
    case_id: String,
    case_reference: String,
    said_as: &'static str,
    since: String,
}

/// The parts of a case.
#[derive(Serialize, ToSchema)]
struct FamilyParts {
    items: Vec<FamilyPart>,
    /// Always nothing: the newest 100 are given.
    next: Option<String>,
}

/// What somebody of a family wants in the plan.
#[derive(Serialize, ToSchema)]
struct FamilyPart {
    part: String,
    said_as: &'static str,
    wants: String,
    does: String,
    matters: String,
    written_at: String,
    outcome: Option<&'static str>,
    why: Option<String>,
    answered_at: Option<String>,
    version: i64,
}

impl From<Part> for FamilyPart {
    fn from(p: Part) -> Self {
        let (outcome, why, answered_at) = match p.answer {
            Some(a) => (Some(a.outcome.code()), Some(a.why), Some(a.at.to_string())),
            None => (None, None, None),
        };
        FamilyPart {
            part: p.id.to_string(),
            said_as: p.said_as.code(),
            wants: p.words.wants,
            does: p.words.does,
            matters: p.words.matters,
            written_at: p.at.to_string(),
            outcome,
            why,
            answered_at,
            version: p.version,
        }
    }
}

async fn waiting(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::waiting(look, &look.agency::<ViewFamilyPart>()?, after)).await?;
    let items = rows.items.into_iter().map(|w| FamilyPartWaiting {
        part: w.id.to_string(),
        case_id: w.case.to_string(),
        case_reference: w.reference.to_string(),
        said_as: w.said_as.code(),
        since: w.at.to_string(),
    });
    ctx.json(&FamilyPartsWaiting { items: items.collect(), next: rows.next.map(|c| c.to_string()) })
}

fn parts(look: &Look<'_>, id: Id<Case>) -> Result<FamilyParts> {
    let all = store::of_case(look, &look.one::<ViewFamilyPart, Case>(id)?)?;
    Ok(FamilyParts { items: all.into_iter().map(Into::into).collect(), next: None })
}

async fn of_case(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let all = ctx.read(move |look| parts(look, id)).await?;
    ctx.json(&all)
}

async fn told(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let input = tell::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("write down a part of a plan", move |act| {
        tell::run(act, id, &input)?;
        Answer::made(&parts(act, id)?)
    })
    .await
}

async fn answered(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Case>("id")?;
    let input = answer::fields(&mut ctx.fields()?).map_err(Error::Invalid)?;
    ctx.act("answer a part of a plan", move |act| {
        answer::run(act, id, &input)?;
        Answer::done(&parts(act, id)?)
    })
    .await
}
