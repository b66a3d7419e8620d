//! The second signature under assessments on the screen.

use access::{Look, actions::SignAssessment};
use kernel::Result;
use page::Route;

use crate::{
    assessment::store::Assessment,
    signing::pages::{self, Shown},
};

/// The signature under an assessment, for pages of people who opened it.
pub(super) fn shown(look: &Look<'_>, assessment: &Assessment) -> Result<Option<Shown>> {
    pages::shown::<SignAssessment>(look, assessment.id, assessment.author)
}

/// The pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/assessment-signatures", pages::list::<SignAssessment>)
            .needs::<SignAssessment>()
            .personal()
            .about("The agency's assessments that wait for a manager's signature."),
        Route::get("/assessment-signatures.csv", pages::csv::<SignAssessment>)
            .needs::<SignAssessment>()
            .personal()
            .about("The assessments that wait for a signature, as a CSV file."),
        Route::get("/assessments/{id}/signature", pages::ask::<SignAssessment>)
            .needs::<SignAssessment>()
            .personal()
            .about("Asks a manager to sign an assessment or to send it back."),
        Route::post("/assessments/{id}/signature", pages::answer::<SignAssessment>)
            .needs::<SignAssessment>()
            .personal()
            .about("Signs an assessment that somebody else wrote, or sends it back."),
    ]
}
