//! What can be done with a worker's cases as a whole.

#[cfg(test)]
mod tests;
mod transfer;
mod undo;

pub use transfer::{Input, fields, form_fields, transfer};
pub use undo::undo;
