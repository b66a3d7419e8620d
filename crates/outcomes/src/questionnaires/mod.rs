//! Measures asked of a child and a family: at the start, during the work, at the end, and 6 and 12 months after (requirement OU2). Answers
//! are kept as given, scored at once by [`crate::measures`], and corrected by a new entry that names the old one.

pub mod actions;
mod api;
pub mod form;
pub mod history;
pub mod model;
mod pages;
pub mod store;

use access::actions::{RecordQuestionnaires, ViewQuestionnaires};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/questionnaires", pages::page)
            .needs::<ViewQuestionnaires>()
            .personal()
            .about("What measures gave for a case over time, and what is to be asked next"),
        Route::get("/cases/{id}/questionnaires.csv", pages::csv)
            .needs::<ViewQuestionnaires>()
            .personal()
            .about("What measures gave for a case, as a file"),
        Route::get("/cases/{id}/questionnaires/new", pages::new)
            .needs::<RecordQuestionnaires>()
            .personal()
            .about("Enter a questionnaire; ?measure= opens the form of one"),
        Route::post("/cases/{id}/questionnaires/new", pages::record)
            .needs::<RecordQuestionnaires>()
            .personal()
            .about("Enter a questionnaire that was filled in on paper or in the session")
            .body(form::describe),
        Route::get("/cases/{id}/questionnaires/{questionnaire}/correct", pages::mend)
            .needs::<RecordQuestionnaires>()
            .personal()
            .about("Correct a questionnaire that was entered wrongly"),
        Route::post("/cases/{id}/questionnaires/{questionnaire}/correct", pages::correct)
            .needs::<RecordQuestionnaires>()
            .personal()
            .about("Correct a questionnaire that was entered wrongly: the old entry stays")
            .body(form::describe_correction),
        Route::get("/my/cases/{id}/questionnaires", pages::own)
            .needs::<ViewQuestionnaires>()
            .personal()
            .about("What a parent's or carer's own answers to measures gave over time"),
        Route::get("/api/v1/cases/{id}/questionnaires", api::list)
            .needs::<ViewQuestionnaires>()
            .personal()
            .about("What measures gave for a case, in order of their days")
            .answers::<api::Questionnaires>(),
        Route::post("/api/v1/cases/{id}/questionnaires", api::record)
            .needs::<RecordQuestionnaires>()
            .personal()
            .about("Enter a questionnaire: `answer.CODE` for each of the measure's items, or of its scales where those are entered")
            .body(form::describe)
            .answers::<api::QuestionnaireBody>(),
        Route::post("/api/v1/cases/{id}/questionnaires/{questionnaire}/correct", api::correct)
            .needs::<RecordQuestionnaires>()
            .personal()
            .about("Correct a questionnaire that was entered wrongly: the old entry stays, marked as corrected")
            .body(form::describe_correction)
            .answers::<api::QuestionnaireBody>(),
    ]
}
