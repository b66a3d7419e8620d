//! Invoices: matched line by line to sessions and price, and paid on time (requirement CM6).

pub mod model;
