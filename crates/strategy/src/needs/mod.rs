//! The needs assessment of an area (requirement SC1): who lives there, what they need, who gets support and who does not,
//! what is spent, how long people wait, and what was published. For a council, a regional agency, a pan-region and
//! England, as one document to read, print and download.
//!
//! It is made of summary figures alone, and every count is protected before it is shown, to agencies too: a printed
//! document leaves the house.
//!
//! ```text
//! store (sums by agency or by council) ─> document (units x parts, protected as one table) ─> pages · CSV · API
//! ```

mod api;
mod document;
pub mod model;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use store::{STATEMENTS, adopted};

use access::actions::{SeeAgencyFigures, SeeNationFigures};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/needs", pages::index)
            .needs::<SeeAgencyFigures>()
            .needs::<SeeNationFigures>()
            .about("The areas that have a needs assessment: the reader's own agency and its councils, or every area"),
        Route::get("/needs/{code}", pages::show)
            .needs::<SeeAgencyFigures>()
            .needs::<SeeNationFigures>()
            .about("The needs assessment of a council, an agency, a pan-region or England, to read and to print"),
        Route::get("/needs/{code}/figures.csv", pages::csv)
            .needs::<SeeAgencyFigures>()
            .needs::<SeeNationFigures>()
            .about("The same as a CSV file, protected alike"),
        Route::get("/api/v1/needs/{code}", api::show)
            .needs::<SeeAgencyFigures>()
            .needs::<SeeNationFigures>()
            .about("The needs assessment of an area: a council's or an agency's code, a pan-region's, or england; year= narrows")
            .answers::<api::NeedsAnswer>(),
    ]
}
