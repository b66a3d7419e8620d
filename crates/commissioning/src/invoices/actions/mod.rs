//! What is done with invoices, one verb a file.

mod pay;
mod query;
mod send;
#[cfg(test)]
mod tests;
mod withdraw;

pub use pay::{Paid, mark_paid, to_pay};
pub use query::{query_invoice, settle_query};
pub use send::{Input, send_invoice};
pub use withdraw::withdraw_invoice;
