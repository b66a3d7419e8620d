//! What can be done with birth families, one verb a file.

mod add_relative;
mod change_contact;
mod record_birth_family;
mod record_from_enquiry;
mod write_message;

#[cfg(test)]
mod tests;

pub use add_relative::add_relative;
pub use change_contact::change_contact;
pub use record_birth_family::record_birth_family;
pub use record_from_enquiry::{Destination, record_from_enquiry};
pub use write_message::{Written, write_message};
