//! Providers, orders, sessions and invoices.

pub mod catalogue;
pub mod delivery;
pub mod invoices;
pub mod orders;
pub mod providers;
