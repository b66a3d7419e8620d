//! Statutory returns on children looked after (SSDA903): their files read and every adoption rule of the Department
//! for Education checked.
//!
//! ```text
//! files ─> reader ─> model (typed rows, by child) ─> rules ─> findings ─> report
//! ```

pub mod made_up;
pub mod model;
pub mod reader;
pub mod report;
pub mod rules;
