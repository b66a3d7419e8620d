//! The support plan: a living document with versions, owners and a named coordinator.

pub mod model;
