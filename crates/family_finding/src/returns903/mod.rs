//! Statutory returns on children looked after (SSDA903): their files read, every adoption rule of the Department
//! for Education checked, and what can be trusted taken in.
//!
//! ```text
//! files ─> reader ─> model (typed rows, by child) ─> rules ─> findings ─> report, page
//!                                        └─> trusted ─> children (what the return says of each child on the way)
//! ```

pub mod actions;
pub mod made_up;
pub mod model;
mod pages;
pub mod reader;
pub mod report;
pub mod rules;
pub mod store;
mod trusted;

pub use pages::routes;
