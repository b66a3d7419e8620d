//! What can be done about the core offer.

mod state;
#[cfg(test)]
mod tests;

pub use state::{Input, fields, state_offer};
