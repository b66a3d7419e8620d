//! What is done with sessions.

mod record;
#[cfg(test)]
mod tests;

pub use record::{Change, What, add_session, change_session};
