//! What is done with consents, one verb a file.

mod answer;
mod ask;
mod safeguard;
#[cfg(test)]
mod tests;
mod withdraw;

pub use answer::{Said, answer_consent, said_fields};
pub use ask::{Input, ask_consent, fields};
pub use safeguard::{Safety, safety_fields, share_to_safeguard};
pub use withdraw::{Taken, taken_fields, withdraw_consent};
