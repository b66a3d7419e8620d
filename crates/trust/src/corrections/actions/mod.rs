//! What is done with requests to put something right, one verb a file.

mod ask;
mod decide;
#[cfg(test)]
mod tests;

pub use ask::{Input, ask_correction, fields};
pub use decide::{Decide, decide_correction, decide_fields};
