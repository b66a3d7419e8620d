//! What can be done to a case, one verb a file.

pub mod close_case;
pub mod reopen_case;
pub mod step_level;

#[cfg(test)]
mod tests;
