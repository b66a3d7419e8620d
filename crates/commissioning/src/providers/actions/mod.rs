//! What a commissioner does with the list of providers. Each change is for the whole country's list, and the
//! audit log says who made it.

mod add;
mod price;
mod stand;
#[cfg(test)]
mod tests;
mod vet;

pub use add::{NewName, add_provider};
pub use price::set_price;
pub use stand::{Step, step_provider};
pub use vet::vet_provider;
