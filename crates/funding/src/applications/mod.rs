//! Applications to the Fund (requirement FU2): drafted from assessment and plan with no retyping,
//! checked against the rules of the day before they are sent, decided, and then ordered.
//!
//! ```text
//! case: assessment + plan + goals ──> draft ──> sent ──> approved ──> order ──> paid
//!                                      │          │  └──> refused          └──> what is over is released
//!                                      └──────────┴─────> withdrawn
//! ```

pub mod actions;
mod api;
mod form;
pub mod lists;
pub mod model;
mod pages;
mod sources;
pub mod store;

use access::{
    Action as _,
    actions::{DecideApplication, DraftApplication, ListApplications, PlaceOrder, ViewApplication},
    permissions::Reach,
};
pub use casework::identify;
use page::{NavItem, Route};

use ::store::Sql;

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [store::ALL, lists::ALL].concat()
}

/// Figures that applications feed.
pub mod measures {
    /// Money asked for, in pence, in the month it was sent; the part is the therapy.
    pub const APPLIED: &str = "money-applied";
    /// Money approved less money given back, in pence, in the month of each; the part is the therapy.
    pub const COMMITTED: &str = "money-committed";
    /// Applications sent, approved and refused, in the month of each; the part says which.
    pub const APPLICATIONS: &str = "applications";
    /// Applications approved in a financial year (kept under its April), by council; the part is the ethnicity of the
    /// child, where it is recorded: who gets the money, beside who is known.
    pub const APPROVED_BY_ETHNICITY: &str = "applications-approved-by-ethnicity";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/applications", pages::list::list)
            .needs::<ListApplications>()
            .personal()
            .about("Applications to the Fund, newest first"),
        Route::get("/applications.csv", pages::list::csv)
            .needs::<ListApplications>()
            .personal()
            .about("Applications to the Fund as a CSV file"),
        Route::get("/applications/{id}", pages::show::show)
            .needs::<ViewApplication>()
            .personal()
            .about("An application: what it says, the check, the decision and the money"),
        Route::get("/applications/{id}/change", pages::new::change)
            .needs::<DraftApplication>()
            .personal()
            .about("The form that changes what a draft asks for"),
        Route::post("/applications/{id}/change", pages::new::changed)
            .needs::<DraftApplication>()
            .personal()
            .about("Change what a draft asks for")
            .body(form::describe_change),
        Route::get("/applications/{id}/words", pages::words::ask)
            .needs::<DraftApplication>()
            .personal()
            .about("The form for the words of a draft"),
        Route::post("/applications/{id}/words", pages::words::write)
            .needs::<DraftApplication>()
            .personal()
            .about("Write the words of a draft")
            .body(form::describe_words),
        Route::post("/applications/{id}/mend", pages::words::mend)
            .needs::<DraftApplication>()
            .personal()
            .about("Put neutral words where a draft gives the family away")
            .body(form::describe_version),
        Route::post("/applications/{id}/send", pages::steps::send)
            .needs::<DraftApplication>()
            .personal()
            .about("Send an application to the Fund")
            .body(form::describe_version),
        Route::post("/applications/{id}/withdraw", pages::steps::withdraw)
            .needs::<DraftApplication>()
            .personal()
            .about("Withdraw an application")
            .body(form::describe_withdrawal),
        Route::post("/applications/{id}/decision", pages::steps::decide)
            .needs::<DecideApplication>()
            .personal()
            .about("Record the Fund's decision")
            .body(form::describe_decision),
        Route::post("/applications/{id}/order", pages::steps::order)
            .needs::<PlaceOrder>()
            .personal()
            .about("Order what was approved"),
        Route::post("/applications/{id}/release", pages::steps::release)
            .needs::<DraftApplication>()
            .personal()
            .about("Give back approved money that is not needed"),
        Route::get("/cases/{id}/applications", pages::case_tab::tab)
            .needs::<ListApplications>()
            .personal()
            .about("A child's money from the Fund, and the applications of a case"),
        Route::get("/cases/{id}/applications/new", pages::new::ask)
            .needs::<DraftApplication>()
            .personal()
            .about("The form for a new application, filled in from the record"),
        Route::post("/cases/{id}/applications/new", pages::new::draft)
            .needs::<DraftApplication>()
            .personal()
            .about("Draft an application")
            .body(form::describe_input),
        Route::get("/api/v1/applications", api::list)
            .needs::<ListApplications>()
            .personal()
            .about("Applications, newest first; ?status=, ?therapy= and ?after= narrow them")
            .answers::<api::ApplicationList>(),
        Route::post("/api/v1/applications", api::draft)
            .needs::<DraftApplication>()
            .personal()
            .about("Draft an application from the record of a case")
            .body(form::describe_for_case)
            .answers::<api::Application>(),
        Route::get("/api/v1/applications/{id}", api::show)
            .needs::<ViewApplication>()
            .personal()
            .about("An application with its check")
            .answers::<api::Application>(),
        Route::post("/api/v1/applications/{id}/words", api::words)
            .needs::<DraftApplication>()
            .personal()
            .about("Write the words of a draft in their order, or without any have neutral words put in")
            .body(form::describe_words_or_none)
            .answers::<api::Application>(),
        Route::post("/api/v1/applications/{id}/send", api::send)
            .needs::<DraftApplication>()
            .personal()
            .about("Send an application to the Fund")
            .body(form::describe_version)
            .answers::<api::Application>(),
        Route::post("/api/v1/applications/{id}/withdrawal", api::withdraw)
            .needs::<DraftApplication>()
            .personal()
            .about("Withdraw an application")
            .body(form::describe_withdrawal)
            .answers::<api::Application>(),
        Route::post("/api/v1/applications/{id}/decision", api::decide)
            .needs::<DecideApplication>()
            .personal()
            .about("Record the Fund's decision")
            .body(form::describe_decision)
            .answers::<api::Application>(),
        Route::post("/api/v1/applications/{id}/order", api::order)
            .needs::<PlaceOrder>()
            .personal()
            .about("Order what was approved")
            .answers::<api::Placed>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    vec![NavItem {
        href: "/applications",
        text: "Applications",
        needs: ListApplications::NAME,
        reach: Reach::Agency,
    }]
}
