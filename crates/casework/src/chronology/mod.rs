//! The chronology of a case: what happened in the child's life, in order, by days that may be known only roughly. It is written
//! by hand and gathered from the timeline, and read beside the assessment (requirement AS4).

pub mod actions;
mod api;
pub mod form;
pub mod model;
mod pages;
pub mod store;

use access::actions::{EditAssessment, ViewAssessment};
use page::Route;

/// Pages and API of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/cases/{id}/chronology", pages::list::page)
            .needs::<ViewAssessment>()
            .personal()
            .about("What happened in a child's life, in order; ?kind=, ?from= and ?to= (years) say which"),
        Route::get("/cases/{id}/chronology.csv", pages::list::csv)
            .needs::<ViewAssessment>()
            .personal()
            .about("The chronology as a CSV file"),
        Route::post("/cases/{id}/chronology", pages::list::add)
            .needs::<EditAssessment>()
            .personal()
            .about("Adds something to the chronology")
            .body(|f| drop(form::entry(f))),
        Route::get("/cases/{id}/chronology-from-timeline", pages::gather::page)
            .needs::<EditAssessment>()
            .personal()
            .about("The newest lines of the timeline, to be taken into the chronology"),
        Route::post("/cases/{id}/chronology-from-timeline", pages::gather::take)
            .needs::<EditAssessment>()
            .personal()
            .about("Takes lines of the timeline into the chronology")
            .body(|f| drop(form::gathered(f))),
        Route::get("/cases/{id}/chronology/{entry}", pages::change::page)
            .needs::<EditAssessment>()
            .personal()
            .about("One entry of the chronology, to be changed or taken out"),
        Route::post("/cases/{id}/chronology/{entry}", pages::change::save)
            .needs::<EditAssessment>()
            .personal()
            .about("Changes an entry of the chronology")
            .body(|f| drop(form::change(f))),
        Route::post("/cases/{id}/chronology/{entry}/standing", pages::change::stand)
            .needs::<EditAssessment>()
            .personal()
            .about("Takes an entry out of the chronology, or puts it back")
            .body(|f| drop(form::standing(f))),
        Route::get("/api/v1/cases/{id}/chronology", api::list)
            .needs::<ViewAssessment>()
            .personal()
            .about("What happened in a child's life, in order; ?kind=, ?from= and ?to= (years) say which")
            .answers::<api::Chronology>(),
        Route::post("/api/v1/cases/{id}/chronology", api::add)
            .needs::<EditAssessment>()
            .personal()
            .about("Adds something to the chronology; month and day may be left out, and `about` says that the day is not sure")
            .body(|f| drop(form::entry(f)))
            .answers::<api::Entry>(),
        Route::post("/api/v1/cases/{id}/chronology/{entry}", api::change)
            .needs::<EditAssessment>()
            .personal()
            .about("Changes an entry of the chronology")
            .body(|f| drop(form::change(f)))
            .answers::<api::Entry>(),
        Route::post("/api/v1/cases/{id}/chronology/{entry}/standing", api::stand)
            .needs::<EditAssessment>()
            .personal()
            .about("Takes an entry out of the chronology (`out`), or puts it back (`kept`)")
            .body(|f| drop(form::standing(f)))
            .answers::<api::Entry>(),
    ]
}
