//! What is done with a young person's words, one verb a file.

pub mod change_readers;
pub mod invite;
pub mod say;
pub mod seen;
pub mod tell;

#[cfg(test)]
mod tests;
