//! Second signatures for machines. A key signs as the person who made it, and one that nobody made signs nothing.

use access::actions::SignPlan;
use kernel::{Error, Result, kinds};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::sign,
    signatures::{self, Signature, WaitingPlan},
};

/// The API's routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/plan-signatures", list)
            .needs::<SignPlan>()
            .personal()
            .about("The agency's plans that wait for a manager's signature, oldest first: `?after=CURSOR`.")
            .answers::<PlanSignatureList>(),
        Route::post("/api/v1/plans/{id}/signature", answer)
            .needs::<SignPlan>()
            .personal()
            .about(
                "Signs the version of a plan that holds now, or sends it back with what to change. Whoever had a hand in \
                 it is refused, and so is their key.",
            )
            .body(|f| drop(sign::fields(f)))
            .answers::<PlanSignatureBody>(),
    ]
}

/// One page of plans that wait.
#[derive(Debug, Serialize, ToSchema)]
struct PlanSignatureList {
    items: Vec<PlanWaiting>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// A plan that waits for a signature.
#[derive(Debug, Serialize, ToSchema)]
struct PlanWaiting {
    plan: String,
    /// The version's number within its case.
    number: i64,
    case: String,
    case_reference: String,
    asked_at: String,
    asked_by: String,
    due_at: Option<String>,
    /// Whether whoever asks had a hand in it.
    own: bool,
}

impl From<WaitingPlan> for PlanWaiting {
    fn from(p: WaitingPlan) -> Self {
        PlanWaiting {
            plan: p.plan.to_string(),
            number: p.number,
            case: p.case.to_string(),
            case_reference: p.reference.to_string(),
            asked_at: p.asked.to_string(),
            asked_by: p.asked_by,
            due_at: p.due.map(|at| at.to_string()),
            own: p.own,
        }
    }
}

/// The second signature under a version of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlanSignatureBody {
    plan: String,
    /// `waiting`, `signed`, `returned`, `answered` or `replaced`.
    state: &'static str,
    asked_at: String,
    answered_at: Option<String>,
    /// What should be changed; empty unless it was sent back.
    words: String,
}

impl From<Signature> for PlanSignatureBody {
    fn from(s: Signature) -> Self {
        PlanSignatureBody {
            plan: s.plan.to_string(),
            state: s.state.code(),
            asked_at: s.asked.to_string(),
            answered_at: s.settled.map(|at| at.to_string()),
            words: s.words,
        }
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| signatures::waiting(look, &look.agency::<SignPlan>()?, after)).await?;
    let items = rows.items.into_iter().map(Into::into).collect();
    ctx.json(&PlanSignatureList { items, next: rows.next.map(|c| c.to_string()) })
}

async fn answer(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<kinds::Plan>("id")?, ctx.fields()?);
    let input = sign::fields(&mut f).map_err(Error::Invalid)?;
    ctx.act("answer for a plan", move |act| {
        let (_, signature) = sign::run(act, id, &input)?;
        Answer::done(&PlanSignatureBody::from(signature))
    })
    .await
}
