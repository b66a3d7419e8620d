//! What one child has had in one year, and the limit of the day (requirement FU3, its first half:
//! used, committed, left). The rules are in [`crate::schemes`]; this room counts, under
//! concurrent use.

pub mod model;
pub mod store;

pub(crate) use store::ALL;
