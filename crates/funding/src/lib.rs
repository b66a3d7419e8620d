//! Schemes, applications and the ledger.
