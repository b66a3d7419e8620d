//! First contact: enquiries, the duty queue and what happens to each of them.

pub mod model;
