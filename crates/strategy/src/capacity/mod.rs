//! Capacity (requirement SC2): how many staff clear a waiting list, and by when. Day by day, with chance: enquiries
//! come, cases close, and the hours that open cases leave over start waiting ones. A thousand runs of five years for
//! the present staff and for one to five more.
//!
//! Nothing is read from the record: what goes in is typed, or is the exemplar agency of the sources.

mod api;
mod form;
pub mod model;
mod pages;
#[cfg(test)]
mod tests;

use access::actions::SimulateCapacity;
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/capacity", pages::show)
            .needs::<SimulateCapacity>()
            .about("How many staff clear a waiting list, and by when: a form with its result"),
        Route::get("/capacity.csv", pages::csv)
            .needs::<SimulateCapacity>()
            .about("The same result as a CSV file"),
        Route::get("/api/v1/capacity", api::show)
            .needs::<SimulateCapacity>()
            .about("The same for machines; the query takes the fields of the form")
            .answers::<api::CapacityAnswer>(),
    ]
}
