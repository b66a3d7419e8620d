//! Coming of age: how a young person is prepared for the day on which their record becomes their own, and who comes to it next.
//!
//! The step itself reaches the rooms of every crate and stands in `trust::of_age`, with the pages. Here are its rules and what is kept.

pub mod model;
pub mod store;
