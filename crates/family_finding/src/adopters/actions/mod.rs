//! What can be done with households, one verb a file.

mod add_reason;
mod change_household;
mod record_household;
mod set_availability;

#[cfg(test)]
pub(crate) mod tests;

pub use add_reason::add_reason;
pub use change_household::change_household;
pub use record_household::record_household;
pub use set_availability::set_availability;
