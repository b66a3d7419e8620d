//! Allocations: an agency's share of a year's money, recorded by its finance officer from the grant
//! letter. Until a year has one, no application of that year can be approved.
//!
//! An allocation is never changed. One that was recorded wrongly is taken back with a reason, which
//! turns its movements in the ledger round, and the right one is recorded anew.

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;

use access::actions::{RecordAllocation, ViewLedger};
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/funding/allocations", pages::list)
            .needs::<ViewLedger>()
            .about("What the agency was given for a year, by which letter, and who recorded it"),
        Route::get("/funding/allocations.csv", pages::csv)
            .needs::<ViewLedger>()
            .about("The allocations of a year as a CSV file"),
        Route::post("/funding/allocations", pages::record)
            .needs::<RecordAllocation>()
            .about("Record an allocation from a grant letter")
            .body(form::describe),
        Route::get("/funding/allocations/{id}/take-back", pages::ask_back)
            .needs::<RecordAllocation>()
            .about("The question why an allocation was wrong"),
        Route::post("/funding/allocations/{id}/take-back", pages::take_back)
            .needs::<RecordAllocation>()
            .about("Take back an allocation that was recorded wrongly")
            .body(form::describe_back),
        Route::get("/api/v1/allocations", api::list)
            .needs::<ViewLedger>()
            .about("The agency's allocations of a year; ?year= (in which it begins) and ?after= narrow them")
            .answers::<api::AllocationList>(),
        Route::post("/api/v1/allocations", api::record)
            .needs::<RecordAllocation>()
            .about("Record an allocation from a grant letter")
            .body(form::describe)
            .answers::<api::Allocation>(),
        Route::post("/api/v1/allocations/{id}/take-back", api::take_back)
            .needs::<RecordAllocation>()
            .about("Take back an allocation that was recorded wrongly")
            .body(form::describe_back)
            .answers::<api::Allocation>(),
    ]
}
