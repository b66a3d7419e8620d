//! Measures as data (requirement OU2): one form for any instrument, how it is scored, what its scores mean in published words, and who
//! holds the rights. `hearth score` scores a file; the rooms that keep answers score by the same rules.
//!
//! ```text
//! data/measures/*.toml ─> reader (refuses what would score wrongly) ─> model ─> scorer ─> table (a file), questionnaires (a case)
//! ```

mod api;
pub mod model;
mod pages;
pub mod reader;
pub mod scorer;
pub mod table;

pub(crate) use pages::unsure;

#[cfg(test)]
mod tests;

use access::actions::ListMeasures;
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/measures", pages::page)
            .needs::<ListMeasures>()
            .about("The measures: what each is for, what it can not say, its bands, its licence and where that comes from"),
        Route::get("/measures.csv", pages::csv)
            .needs::<ListMeasures>()
            .about("The measures as a CSV file"),
        Route::get("/api/v1/measures", api::list)
            .needs::<ListMeasures>()
            .about("The measures with their columns, bands, licence and sources")
            .answers::<api::Measures>(),
    ]
}
