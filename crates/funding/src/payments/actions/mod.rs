//! What is done with payments, one verb a file.

mod pay;
#[cfg(test)]
mod tests;

pub use pay::{PaidFrom, Payment, pay_invoice};
