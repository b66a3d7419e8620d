//! What is done with requests for a copy, one verb a file.

mod decide;
mod end;
mod prepare;
mod record;
#[cfg(test)]
mod tests;

pub use decide::{Decide, decide_fields, decide_passage};
pub use end::{End, end_fields, refuse_request, release_fields, release_request};
pub use prepare::{More, extend_request, more_fields, prepare_request};
pub use record::{Input, fields, record_request};
