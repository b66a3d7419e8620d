//! What is done with agreements and exceptions, one verb a file.

mod end;
mod make;
mod review;
#[cfg(test)]
mod tests;

pub use end::{End, end_agreement, end_fields};
pub use make::{Input, fields, make_agreement};
pub use review::{Seen, review_exception, seen_fields};
