//! What people see of an assessment: the case's page with the list of parts, a page for
//! each part, the check before it is completed, and the assessment as it is read and
//! printed.

mod case;
mod check;
mod part;
pub(super) mod read;
mod signature;
#[cfg(test)]
pub(crate) mod tests;

use access::{
    Look, accounts,
    actions::{EditAssessment, ViewAssessment},
};
use kernel::{Date, Id, Result, Timestamp, kinds::Account, local_date};
use page::{
    Route,
    kit::{Tag, Tone, tag},
};

use super::model::PartState;

pub(crate) use page::kit::paragraphs;

/// The pages.
pub(super) fn routes() -> Vec<Route> {
    let own = vec![
        Route::get("/cases/{id}/assessment", case::show)
            .needs::<ViewAssessment>()
            .personal()
            .about("A case's assessment of need: the draft part by part, and earlier ones."),
        Route::get("/cases/{id}/assessment.csv", case::csv)
            .needs::<ViewAssessment>()
            .personal()
            .about("A case's assessments as a CSV file."),
        Route::post("/cases/{id}/assessment", case::start)
            .needs::<EditAssessment>()
            .personal()
            .about("Starts an assessment, or goes on with the draft."),
        Route::get("/assessments/{id}", read::show)
            .needs::<ViewAssessment>()
            .personal()
            .about("An assessment of need, to be read and printed; `?for=family` without what partners said not for the family."),
        Route::get("/assessments/{id}/part/{part}", part::show)
            .needs::<EditAssessment>()
            .personal()
            .about("One part of a draft assessment."),
        Route::post("/assessments/{id}/part/{part}", part::save)
            .needs::<EditAssessment>()
            .personal()
            .about("Saves one part of a draft assessment."),
        Route::get("/assessments/{id}/check", check::show)
            .needs::<EditAssessment>()
            .personal()
            .about("A draft assessment with what is still missing."),
        Route::post("/assessments/{id}/complete", check::complete)
            .needs::<EditAssessment>()
            .personal()
            .about("Completes an assessment."),
    ];
    [own, signature::routes()].concat()
}

/// A day as people write it.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The day of an instant, as people write it.
pub(crate) fn day_of(at: Timestamp) -> String {
    day(local_date(at))
}

/// The name of whoever did something; a machine has none.
pub(crate) fn name_of(look: &Look<'_>, account: Option<Id<Account>>) -> Result<Option<String>> {
    account.map(|id| accounts::by_id(look, id)).transpose().map(|found| found.map(|account| account.name))
}

fn state_tag(state: PartState) -> Tag {
    tag(state.label()).tone(match state {
        PartState::NotStarted => Tone::Quiet,
        PartState::Begun => Tone::Soon,
        PartState::Done => Tone::Good,
    })
}
