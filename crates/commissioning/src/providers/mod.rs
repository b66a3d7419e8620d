//! Approved providers and their price list (requirement CM1, thin). The list is one for the whole
//! country: a provider approved once is recognised by every agency. A commissioner adds a provider with
//! what was seen of it, lists its prices, approves it, and suspends it or takes it off.

pub mod actions;
mod api;
mod form;
pub mod model;
mod pages;
pub mod store;
pub mod vetting;

use access::{
    Action as _,
    actions::{ListProviders, ManageProviders},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/providers", pages::list)
            .needs::<ListProviders>()
            .about("Approved providers with their therapies and prices"),
        Route::get("/providers.csv", pages::csv)
            .needs::<ListProviders>()
            .about("Approved providers and their prices as a CSV file"),
        Route::get("/providers/new", pages::ask)
            .needs::<ManageProviders>()
            .about("The form for a provider to be put on the list"),
        Route::post("/providers/new", pages::add)
            .needs::<ManageProviders>()
            .about("Put a provider on the list with what was seen of it")
            .body(form::describe_new),
        Route::get("/providers/{id}", pages::show)
            .needs::<ListProviders>()
            .about("A provider: what was seen of it, its prices, and how it stands"),
        Route::post("/providers/{id}/prices", pages::price)
            .needs::<ManageProviders>()
            .about("List a price from a day on")
            .body(form::describe_price),
        Route::post("/providers/{id}/vetting", pages::vet)
            .needs::<ManageProviders>()
            .about("Record what was seen of a provider anew")
            .body(form::describe_vetting),
        Route::post("/providers/{id}/standing", pages::step)
            .needs::<ManageProviders>()
            .about("Approve or suspend a provider, end a suspension, or take it off the list")
            .body(form::describe_step),
        Route::get("/api/v1/providers", api::list)
            .needs::<ListProviders>()
            .about("Providers by name with the prices of today; ?after= gives the next page")
            .answers::<api::ProviderList>(),
        Route::post("/api/v1/providers", api::add)
            .needs::<ManageProviders>()
            .about("Put a provider on the list with what was seen of it")
            .body(form::describe_new)
            .answers::<api::Provider>(),
        Route::get("/api/v1/providers/{id}", api::show)
            .needs::<ListProviders>()
            .about("A provider with all its prices")
            .answers::<api::Provider>(),
        Route::post("/api/v1/providers/{id}/prices", api::price)
            .needs::<ManageProviders>()
            .about("List a price from a day on")
            .body(form::describe_price)
            .answers::<api::Provider>(),
        Route::post("/api/v1/providers/{id}/vetting", api::vet)
            .needs::<ManageProviders>()
            .about("Record what was seen of a provider anew")
            .body(form::describe_vetting)
            .answers::<api::Provider>(),
        Route::post("/api/v1/providers/{id}/standing", api::step)
            .needs::<ManageProviders>()
            .about("Approve or suspend a provider, end a suspension, or take it off the list")
            .body(form::describe_step)
            .answers::<api::Provider>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem { href: "/providers", text: "Providers", needs: ListProviders::NAME, reach: Reach::Agency }]
}
