//! Second signatures under assessments for machines. A key signs as the person who made it, and one that nobody made signs
//! nothing.

use access::actions::SignAssessment;
use kernel::{Error, Result, kinds};
use page::{Answer, Ctx, Cursor, Response, Route};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::sign,
    signatures::{self, Signature, WaitingAssessment},
};

/// The API's routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/assessment-signatures", list)
            .needs::<SignAssessment>()
            .personal()
            .about("The agency's assessments that wait for a manager's signature, oldest first: `?after=CURSOR`.")
            .answers::<AssessmentSignatureList>(),
        Route::post("/api/v1/assessments/{id}/signature", answer)
            .needs::<SignAssessment>()
            .personal()
            .about(
                "Signs a completed assessment, or sends it back with what to look at again. Whoever had a hand in it is \
                 refused, and so is their key.",
            )
            .body(|f| drop(sign::fields(f)))
            .answers::<AssessmentSignatureBody>(),
    ]
}

/// One page of assessments that wait.
#[derive(Debug, Serialize, ToSchema)]
struct AssessmentSignatureList {
    items: Vec<AssessmentWaiting>,
    /// Pass as `after` for the next page.
    next: Option<String>,
}

/// An assessment that waits for a signature.
#[derive(Debug, Serialize, ToSchema)]
struct AssessmentWaiting {
    assessment: String,
    case: String,
    case_reference: String,
    asked_at: String,
    asked_by: String,
    due_at: Option<String>,
    /// Whether whoever asks had a hand in it.
    own: bool,
}

impl From<WaitingAssessment> for AssessmentWaiting {
    fn from(a: WaitingAssessment) -> Self {
        AssessmentWaiting {
            assessment: a.assessment.to_string(),
            case: a.case.to_string(),
            case_reference: a.reference.to_string(),
            asked_at: a.asked.to_string(),
            asked_by: a.asked_by,
            due_at: a.due.map(|at| at.to_string()),
            own: a.own,
        }
    }
}

/// The second signature under an assessment.
#[derive(Debug, Serialize, ToSchema)]
struct AssessmentSignatureBody {
    assessment: String,
    /// `waiting`, `signed`, `returned`, `answered` or `replaced`.
    state: &'static str,
    asked_at: String,
    answered_at: Option<String>,
    /// What should be looked at again; empty unless it was sent back.
    words: String,
}

impl From<Signature> for AssessmentSignatureBody {
    fn from(s: Signature) -> Self {
        AssessmentSignatureBody {
            assessment: s.assessment.to_string(),
            state: s.state.code(),
            asked_at: s.asked.to_string(),
            answered_at: s.settled.map(|at| at.to_string()),
            words: s.words,
        }
    }
}

async fn list(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows =
        ctx.read(move |look| signatures::waiting(look, &look.agency::<SignAssessment>()?, after)).await?;
    let items = rows.items.into_iter().map(Into::into).collect();
    ctx.json(&AssessmentSignatureList { items, next: rows.next.map(|c| c.to_string()) })
}

async fn answer(ctx: Ctx) -> Result<Response> {
    let (id, mut f) = (ctx.id::<kinds::Assessment>("id")?, ctx.fields()?);
    let input = sign::fields(&mut f).map_err(Error::Invalid)?;
    ctx.act("answer for an assessment", move |act| {
        Answer::done(&AssessmentSignatureBody::from(sign::run(act, id, &input)?))
    })
    .await
}
