//! From first contact to a living plan.

pub mod assessment;
pub mod front_door;
pub mod people;
pub mod plan;
mod words;
