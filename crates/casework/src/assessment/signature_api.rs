//! Second signatures under assessments for machines.

use access::actions::SignAssessment;
use page::Route;
use serde::Serialize;
use utoipa::ToSchema;

use super::signatures::{Signature, WaitingAssessment};
use crate::signing::{
    api::{self, SignatureAnswered, WaitingSignature},
    sign,
};

/// The API's routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/assessment-signatures", |ctx| {
            api::list::<SignAssessment, AssessmentWaiting, _>(ctx, |items, next| AssessmentSignatureList { items, next })
        })
        .needs::<SignAssessment>()
        .personal()
        .about("The agency's assessments that wait for a manager's signature, oldest first: `?after=CURSOR`.")
        .answers::<AssessmentSignatureList>(),
        Route::post(
            "/api/v1/assessments/{id}/signature",
            api::answer::<SignAssessment, AssessmentSignatureBody>,
        )
        .needs::<SignAssessment>()
        .personal()
        .about(
            "Signs a completed assessment, or sends it back with what to look at again. Whoever had a hand in it is \
             refused, and so is their key.",
        )
        .body(|f| drop(sign::fields::<SignAssessment>(f)))
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
    #[serde(flatten)]
    rest: WaitingSignature,
}

impl From<WaitingAssessment> for AssessmentWaiting {
    fn from(w: WaitingAssessment) -> Self {
        AssessmentWaiting { assessment: w.thing.to_string(), rest: w.into() }
    }
}

/// The second signature under an assessment.
#[derive(Debug, Serialize, ToSchema)]
struct AssessmentSignatureBody {
    assessment: String,
    #[serde(flatten)]
    rest: SignatureAnswered,
}

impl From<Signature> for AssessmentSignatureBody {
    fn from(s: Signature) -> Self {
        AssessmentSignatureBody { assessment: s.thing.to_string(), rest: s.into() }
    }
}
