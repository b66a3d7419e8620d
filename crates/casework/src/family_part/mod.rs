//! The family's own part of the plan (requirement PL11): what a parent, a special guardian or a kinship carer, or the young person, wants in
//! the plan, in their own words; what they do themselves; what matters to them. The coordinator reads it when the next version is written,
//! and says of each part whether it was taken in, partly or not, and why. No version is made the plan before that.
//!
//! How the child came to the family makes no difference to what is offered: see [`baseline`].

pub mod actions;
mod api;
pub mod baseline;
pub mod model;
mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::actions::{AnswerFamilyPart, ViewFamilyPart};
use page::Route;
pub use pages::beside;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    let pages = vec![
        Route::get("/family-parts", pages::list)
            .needs::<ViewFamilyPart>()
            .about("What families wrote for their plans and nobody answered yet, the longest wait first"),
        Route::get("/family-parts.csv", pages::list_file)
            .needs::<ViewFamilyPart>()
            .about("The same as a CSV file, without the words"),
        Route::get("/cases/{id}/family-part", pages::case)
            .needs::<ViewFamilyPart>()
            .about("What the family of a case wants in the plan, and what became of it"),
        Route::get("/cases/{id}/family-part.csv", pages::case_file)
            .needs::<ViewFamilyPart>()
            .about("The same as a CSV file, without the words"),
        Route::post("/cases/{id}/family-part", pages::told)
            .needs::<AnswerFamilyPart>()
            .about("Write down what somebody of the family told you that they want in the plan")
            .body(|f| drop(actions::tell::fields(f))),
        Route::post("/cases/{id}/family-part/answer", pages::answered)
            .needs::<AnswerFamilyPart>()
            .about("Say whether a part was taken into the plan, partly or not, and why")
            .body(|f| drop(actions::answer::fields(f))),
    ];
    let pages = pages.into_iter().map(Route::personal).collect();
    [pages, api::routes()].concat()
}
