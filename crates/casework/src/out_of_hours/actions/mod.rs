//! What can be done with cards.

mod write;

pub use write::write;
