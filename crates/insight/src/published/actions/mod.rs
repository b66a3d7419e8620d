//! What is done with published tables.

pub mod import_published;
