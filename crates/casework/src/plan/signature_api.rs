//! Second signatures under plans for machines.

use access::actions::SignPlan;
use page::Route;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    actions::sign,
    signatures::{Signature, WaitingPlan},
};
use crate::signing::api::{self, SignatureAnswered, WaitingSignature};

/// The API's routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/plan-signatures", |ctx| {
            api::list::<SignPlan, PlanWaiting, _>(ctx, |items, next| PlanSignatureList { items, next })
        })
        .needs::<SignPlan>()
        .personal()
        .about("The agency's plans that wait for a manager's signature, oldest first: `?after=CURSOR`.")
        .answers::<PlanSignatureList>(),
        Route::post("/api/v1/plans/{id}/signature", api::answer::<SignPlan, PlanSignatureBody>)
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
    #[serde(flatten)]
    rest: WaitingSignature,
}

impl From<WaitingPlan> for PlanWaiting {
    fn from(w: WaitingPlan) -> Self {
        PlanWaiting { plan: w.thing.to_string(), number: w.number, rest: w.into() }
    }
}

/// The second signature under a version of a plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanSignatureBody {
    plan: String,
    #[serde(flatten)]
    rest: SignatureAnswered,
}

impl From<Signature> for PlanSignatureBody {
    fn from(s: Signature) -> Self {
        PlanSignatureBody { plan: s.thing.to_string(), rest: s.into() }
    }
}
