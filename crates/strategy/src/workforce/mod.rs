//! The workforce (requirement WF1): how many cases each worker coordinates, who has which skill and until when, and
//! which skills nobody has, or one person alone.

pub mod actions;
pub mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use store::STATEMENTS;

use access::actions::{RecordWorkforce, ViewWorkforce};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/workforce", pages::list)
            .needs::<ViewWorkforce>()
            .about("Caseloads and skills of the agency's workers, and where skills are missing"),
        Route::get("/workforce.csv", pages::csv)
            .needs::<ViewWorkforce>()
            .about("Caseloads and skills as a CSV file"),
        Route::get("/workforce/accounts/{id}", pages::ask)
            .needs::<RecordWorkforce>()
            .about("The skills of a worker, to be changed"),
        Route::post("/workforce/accounts/{id}", pages::record)
            .needs::<RecordWorkforce>()
            .about("Record which skills a worker has")
            .body(|f| drop(pages::fields(f))),
        Route::get("/api/v1/workforce", pages::api_list)
            .needs::<ViewWorkforce>()
            .about("Caseloads and skills of the agency's workers")
            .answers::<pages::WorkerList>(),
    ]
}
