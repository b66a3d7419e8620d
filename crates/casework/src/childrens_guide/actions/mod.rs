//! What is done with the guide, one verb a file.

pub mod give;
mod write;

pub use write::write;
