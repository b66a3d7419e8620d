//! Schemes, applications and the ledger.

pub mod ledger;
pub mod schemes;
