//! Disputes about lines of an invoice (requirement CM6).
//!
//! Finance says which lines it does not accept, and why of each. These lines move to a record of their own, so that what nobody
//! disputes is paid in its 30 days: the term speaks of a valid invoice (Procurement Act 2023 section 68), and the other lines are
//! one. The provider answers line by line: it stands, or it is taken off. Then finance clears the rest for payment, or asks again.
//! Nobody who placed the order clears it.

pub mod actions;
mod api;
mod form;
pub mod model;
pub(super) mod pages;
pub mod store;
#[cfg(test)]
mod tests;

use access::actions::{PayInvoice, SendInvoice};
use page::Route;

/// Pages and API of this room.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/invoices/{id}/dispute", pages::ask)
            .needs::<PayInvoice>()
            .personal()
            .about("The form for disputing lines of an invoice"),
        Route::post("/invoices/{id}/dispute", pages::open)
            .needs::<PayInvoice>()
            .personal()
            .about("Dispute lines of an invoice; the others can be paid")
            .body(form::describe_picked),
        Route::post("/invoices/{id}/dispute/answer", pages::answer)
            .needs::<SendInvoice>()
            .personal()
            .about("The provider's answer to a dispute, line by line")
            .body(form::describe_answered),
        Route::post("/invoices/{id}/dispute/clear", pages::clear)
            .needs::<PayInvoice>()
            .personal()
            .about("Clear disputed lines for payment, or ask the provider again")
            .body(form::describe_clear),
        Route::get("/api/v1/invoices/{id}/disputes", api::show)
            .needs::<access::actions::ViewInvoice>()
            .personal()
            .about("The disputes about an invoice, the newest first")
            .answers::<api::DisputeList>(),
        Route::post("/api/v1/invoices/{id}/dispute", api::open)
            .needs::<PayInvoice>()
            .personal()
            .about("Dispute lines of an invoice: `lines` is a list of {session, reason}; answers the record they stand on now")
            .body(form::describe_lines)
            .answers::<api::DisputeList>(),
        Route::post("/api/v1/invoices/{id}/dispute/answer", api::answer)
            .needs::<SendInvoice>()
            .personal()
            .about("The provider's answer to a dispute: `lines` is a list of {session, answer}")
            .body(form::describe_answer_lines)
            .answers::<api::DisputeList>(),
        Route::post("/api/v1/invoices/{id}/dispute/clear", api::clear)
            .needs::<PayInvoice>()
            .personal()
            .about("Clear disputed lines for payment, or ask the provider again")
            .body(form::describe_clear)
            .answers::<api::DisputeList>(),
    ]
}
