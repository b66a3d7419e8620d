//! A trial of a draft rule (requirement FU1): what other limits would have meant for the children of a year. The trial
//! replays the applications that the agency sent; nothing of it is kept, and the rules stay as they are.
//!
//! ```text
//! applications sent in a year ──> replay by the rules of their day ──┐
//!                            └──> replay by the draft ───────────────┴──> who gains, who loses, protected
//! ```

mod form;
pub mod model;
mod pages;
mod sheets;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use access::actions::SeeAgencyFigures;
use page::Route;

/// Pages of this room.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/fund-trial", pages::page)
            .needs::<SeeAgencyFigures>()
            .about("Who would gain and lose if the Fund's limits were others, on the applications of a year; nothing is kept"),
        Route::get("/fund-trial.csv", pages::csv)
            .needs::<SeeAgencyFigures>()
            .about("The same as a CSV file, protected alike"),
    ]
}
