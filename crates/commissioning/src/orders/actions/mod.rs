//! What is done with orders, one verb a file.

mod answer;
mod cancel;
mod complete;
mod place;
#[cfg(test)]
mod tests;

pub use answer::{Answer, answer_order};
pub use cancel::cancel_order;
pub use complete::complete_order;
pub(crate) use complete::when_all_given;
pub(crate) use place::place_awarded;
pub use place::{Input, place_order};
