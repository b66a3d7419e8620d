//! The second signature under plans on the screen.

use access::{Look, actions::SignPlan};
use kernel::Result;
use page::Route;

use crate::{
    plan::store::Plan,
    signing::pages::{self, Shown},
};

/// The signature under a version, for pages of people who opened it.
pub(super) fn shown(look: &Look<'_>, plan: &Plan) -> Result<Option<Shown>> {
    pages::shown::<SignPlan>(look, plan.id, plan.author)
}

/// The pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/plan-signatures", pages::list::<SignPlan>)
            .needs::<SignPlan>()
            .personal()
            .about("The agency's plans that wait for a manager's signature."),
        Route::get("/plan-signatures.csv", pages::csv::<SignPlan>)
            .needs::<SignPlan>()
            .personal()
            .about("The plans that wait for a signature, as a CSV file."),
        Route::get("/plans/{id}/signature", pages::ask::<SignPlan>)
            .needs::<SignPlan>()
            .personal()
            .about("Asks a manager to sign a version of a plan or to send it back."),
        Route::post("/plans/{id}/signature", pages::answer::<SignPlan>)
            .needs::<SignPlan>()
            .personal()
            .about("Signs a version of a plan that somebody else wrote, or sends it back."),
    ]
}
