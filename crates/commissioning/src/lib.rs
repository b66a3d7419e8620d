//! Providers, orders, sessions and invoices.
