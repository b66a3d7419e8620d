//! The directory of services: what there is for whom, where, at what level and cost, and how well it is known to help
//! (requirement UN1). Anybody may search it. Each agency keeps its own entries and looks at them again in time.

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;
pub mod words;

pub use store::put;

use access::actions::KeepDirectory;
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/directory", pages::search::page)
            .public()
            .about("Search the directory of services by words, area, postcode, audience, age, level and cost"),
        Route::get("/directory.csv", pages::search::csv)
            .public()
            .about("What a search of the directory finds as a CSV file, 1,000 entries at most"),
        Route::get("/directory/{id}", pages::show::page).public().about("An entry of the directory, to read or print"),
        Route::get("/services", pages::keep::list)
            .needs::<KeepDirectory>()
            .about("The entries that the agency keeps, those to be looked at soonest first"),
        Route::get("/services.csv", pages::keep::csv)
            .needs::<KeepDirectory>()
            .about("The entries that the agency keeps as a CSV file"),
        Route::get("/services/new", pages::edit::ask).needs::<KeepDirectory>().about("The form for a new entry"),
        Route::post("/services/new", pages::edit::add)
            .needs::<KeepDirectory>()
            .about("Add an entry to the directory")
            .body(form::describe),
        Route::get("/services/{id}", pages::keep::one)
            .needs::<KeepDirectory>()
            .about("An entry as its keepers see it: how it stands, when it is looked at again"),
        Route::get("/services/{id}/change", pages::edit::ask_change)
            .needs::<KeepDirectory>()
            .about("The form to change an entry"),
        Route::post("/services/{id}/change", pages::edit::change)
            .needs::<KeepDirectory>()
            .about("Change an entry of the directory")
            .body(form::describe_change),
        Route::post("/services/{id}/check", pages::keep::check)
            .needs::<KeepDirectory>()
            .about("Note that an entry was looked at today and stands")
            .body(form::describe_version),
        Route::post("/services/{id}/withdraw", pages::keep::withdraw)
            .needs::<KeepDirectory>()
            .about("Take an entry out of the directory")
            .body(form::describe_withdraw),
        Route::post("/services/{id}/reopen", pages::keep::reopen)
            .needs::<KeepDirectory>()
            .about("Put a withdrawn entry back into the directory")
            .body(form::describe_version),
        Route::get("/api/v1/services", api::list)
            .needs::<KeepDirectory>()
            .about("The entries that the agency keeps, those to be looked at soonest first; ?after= for the next page")
            .answers::<api::EntryList>(),
        Route::post("/api/v1/services", api::add)
            .needs::<KeepDirectory>()
            .about("Add an entry to the directory")
            .body(form::describe)
            .answers::<api::Entry>(),
        Route::get("/api/v1/services/{id}", api::one)
            .needs::<KeepDirectory>()
            .about("An entry of the directory as its keepers see it")
            .answers::<api::Entry>(),
        Route::post("/api/v1/services/{id}", api::change)
            .needs::<KeepDirectory>()
            .about("Change an entry of the directory")
            .body(form::describe_change)
            .answers::<api::Entry>(),
        Route::post("/api/v1/services/{id}/check", api::check)
            .needs::<KeepDirectory>()
            .about("Note that an entry was looked at today and stands")
            .body(form::describe_version)
            .answers::<api::Entry>(),
        Route::post("/api/v1/services/{id}/withdraw", api::withdraw)
            .needs::<KeepDirectory>()
            .about("Take an entry out of the directory")
            .body(form::describe_withdraw)
            .answers::<api::Entry>(),
        Route::post("/api/v1/services/{id}/reopen", api::reopen)
            .needs::<KeepDirectory>()
            .about("Put a withdrawn entry back into the directory")
            .body(form::describe_version)
            .answers::<api::Entry>(),
    ]
}
