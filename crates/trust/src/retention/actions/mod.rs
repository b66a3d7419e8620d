//! What is done with records whose time is over, one verb a file.

mod decide;
mod hold;
mod propose;
#[cfg(test)]
mod tests;

pub use decide::{Decide, decide_destruction, decide_fields};
pub use hold::{hold_record, lift_hold, reason_fields};
pub use propose::propose_destruction;
