//! The ledger: every pound of a fund, balanced to the penny.

pub mod account;
pub mod model;
