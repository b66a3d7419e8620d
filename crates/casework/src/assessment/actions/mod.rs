//! What can be done to an assessment, one verb a file.

pub mod complete;
pub mod save;
pub mod sign;
pub mod start;

#[cfg(test)]
pub(crate) mod tests;
