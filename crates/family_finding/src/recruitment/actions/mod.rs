//! What can be done in recruitment, one verb a file.

mod record_enquiry;
mod take_step;

#[cfg(test)]
mod tests;

pub use record_enquiry::record_enquiry;
pub use take_step::take_step;
