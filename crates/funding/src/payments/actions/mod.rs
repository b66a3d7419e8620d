//! What is done with payments, one verb a file.

mod pay;

pub use pay::{PaidFrom, Payment, pay_invoice};
