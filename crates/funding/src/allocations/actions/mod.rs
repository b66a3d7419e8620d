//! What can be done about allocations.

mod record;
mod take_back;
#[cfg(test)]
mod tests;

pub use record::{Input, record_allocation};
pub use take_back::take_back_allocation;
