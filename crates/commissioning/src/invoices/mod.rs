//! Invoices: one line a session, matched exactly, paid on time (requirement CM6, thin).
//!
//! An invoice that does not agree with its order to the penny is not taken: the provider reads
//! what differs, line by line. What was taken is promised to be paid within 30 days. A finance
//! officer pays it from the crate `funding`, queries it, or disputes lines of it. How well an agency keeps to the 30 days is
//! counted by half-years.

pub mod actions;
mod api;
pub mod compliance;
pub mod dispute;
mod form;
pub mod model;
mod pages;
mod send_page;
pub mod store;

pub(crate) use pages::table;

use access::{
    Action as _,
    actions::{ListInvoices, PayInvoice, SendInvoice, ViewInvoice},
    permissions::Reach,
};
use page::{NavItem, Route};

/// Figures that invoices feed, in pence, in the month of payment.
pub mod measures {
    /// Money paid; the part is the therapy's code.
    pub const PAID: &str = "money-paid";
    /// Money paid; the part is the kind of provider.
    pub const PAID_BY_PROVIDER_KIND: &str = "money-paid-by-provider-kind";
    /// Money paid, by the council of the case.
    pub const PAID_BY_COUNCIL: &str = "money-paid-by-council";
    /// Cases for which something was paid in a financial year (kept under its April), by council: each once a year,
    /// so that an amount can be held back where few children are behind it.
    pub const CASES_PAID_FOR: &str = "cases-paid-for";
}

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    [whole(), dispute::routes(), compliance::routes()].concat()
}

fn whole() -> Vec<Route> {
    vec![
        Route::get("/invoices", pages::list)
            .needs::<ListInvoices>()
            .personal()
            .about("Invoices, newest first"),
        Route::get("/invoices.csv", pages::csv)
            .needs::<ListInvoices>()
            .personal()
            .about("Invoices as a CSV file"),
        Route::get("/invoices/{id}", pages::show)
            .needs::<ViewInvoice>()
            .personal()
            .about("An invoice and its lines"),
        Route::post("/invoices/{id}/query", pages::query)
            .needs::<PayInvoice>()
            .personal()
            .about("Query an invoice with its provider")
            .body(form::describe_reason),
        Route::post("/invoices/{id}/settle", pages::settle)
            .needs::<PayInvoice>()
            .personal()
            .about("End a query: the invoice may be paid"),
        Route::post("/invoices/{id}/withdraw", pages::withdraw)
            .needs::<SendInvoice>()
            .personal()
            .about("Take a queried invoice back"),
        Route::get("/orders/{id}/invoices/new", send_page::ask)
            .needs::<SendInvoice>()
            .personal()
            .about("The form for an invoice"),
        Route::post("/orders/{id}/invoices/new", send_page::send)
            .needs::<SendInvoice>()
            .personal()
            .about("Send an invoice of ticked sessions")
            .body(form::describe_ticked),
        Route::get("/api/v1/invoices", api::list)
            .needs::<ListInvoices>()
            .personal()
            .about("Invoices, newest first; ?status= and ?after= narrow them")
            .answers::<api::InvoiceList>(),
        Route::post("/api/v1/invoices", api::send)
            .needs::<SendInvoice>()
            .personal()
            .about("Send an invoice: `lines` is a list of {session, day, amount}, one a session, in pence")
            .body(form::describe_lines)
            .answers::<api::Invoice>(),
        Route::get("/api/v1/invoices/{id}", api::show)
            .needs::<ViewInvoice>()
            .personal()
            .about("An invoice and its lines")
            .answers::<api::Invoice>(),
    ]
}

/// Links for the navigation.
pub fn nav() -> Vec<NavItem> {
    let mut links: Vec<NavItem> = [Reach::Agency, Reach::Own]
        .map(|reach| NavItem { href: "/invoices", text: "Invoices", needs: ListInvoices::NAME, reach })
        .into();
    links.push(compliance::nav());
    links
}
