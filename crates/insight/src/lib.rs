//! Figures: the agency, the council and the nation.

pub mod published;
pub mod suppression;
