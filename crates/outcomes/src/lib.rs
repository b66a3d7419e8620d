//! Goals and ratings: is anyone better off.

pub mod goals;
