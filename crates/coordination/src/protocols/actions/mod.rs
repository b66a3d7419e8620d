//! What can be done with safeguarding protocols.

#[cfg(test)]
mod tests;
mod write;

pub use write::write;
