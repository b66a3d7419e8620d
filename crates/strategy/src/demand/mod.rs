//! Demand ahead (requirement SC2): from children adopted, as published, to adoptions and placements to come, children
//! under 18 who live in adoptive families, how many of them will ask for support, and at which level; always with a
//! range, and always with how wrong the same method was before.
//!
//! ```text
//! published years ─> model (fit, draws) ─> projection ─> page · CSV · API · `hearth simulate demand`
//!                └─> backtest (fitted to 2019, scored on 2020 to 2022 against naive forecasts)
//! ```

mod api;
mod areas;
pub mod assumptions;
pub mod backtest;
pub mod model;
mod pages;
#[cfg(test)]
mod tests;

pub use areas::{Chosen, choose, histories};

use access::actions::SeePublished;
use page::Route;

/// Draws of a page and of the command, unless said.
pub const DRAWS: usize = 1_000;
/// The seed, unless said: a page shows the same range each time.
pub const SEED: u64 = 1;
/// Years ahead.
pub const YEARS: usize = 10;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/demand", pages::show)
            .needs::<SeePublished>()
            .about("Demand ahead of an area, with a range, and how wrong the method was before"),
        Route::get("/demand.csv", pages::csv)
            .needs::<SeePublished>()
            .about("The projection of an area as a CSV file"),
        Route::get("/api/v1/demand", api::show)
            .needs::<SeePublished>()
            .about("The projection of an area: area= a council's, agency's or pan-region's code, or england")
            .answers::<api::DemandAnswer>(),
    ]
}
