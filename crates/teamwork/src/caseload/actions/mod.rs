//! What can be done with weights.

mod set;
#[cfg(test)]
mod tests;

pub use set::{Input, fields, set};
