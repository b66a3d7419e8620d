//! What is done with complaints about data, one verb a file.

mod acknowledge;
mod close;
mod make;
#[cfg(test)]
mod tests;

pub use acknowledge::{Ack, ack_fields, acknowledge_complaint};
pub use close::{Close, close_complaint, close_fields};
pub use make::{Input, fields, make_complaint};
