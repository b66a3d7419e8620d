//! Paying invoices: out of what was approved for the application, so that every pound of the Fund is
//! followed to the session it paid for (requirement FU4, design rule 6).
//!
//! An order that was placed without an application is paid from the agency's core budget. That is
//! not the Fund's money, so the ledger does not move: the invoice is recorded as paid, and the answer
//! says from what.

pub mod actions;
mod api;
mod pages;

use access::actions::PayInvoice;
use page::Route;

/// Pages and API of this room.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/invoices/{id}/pay", pages::ask)
            .needs::<PayInvoice>()
            .about("What a payment would come from, and the button that pays"),
        Route::post("/invoices/{id}/pay", pages::pay).needs::<PayInvoice>().about("Pay a matched invoice"),
        Route::post("/api/v1/invoices/{id}/payment", api::pay)
            .needs::<PayInvoice>()
            .about("Pay a matched invoice")
            .answers::<api::Payment>(),
    ]
}
