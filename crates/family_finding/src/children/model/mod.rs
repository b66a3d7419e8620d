//! What is known of a child on the way to adoption. Pure: no database, no clock.

pub mod facts;
pub mod story;

pub use facts::{Adoption, Born, Decision, EpisodeFact, Facts, Part};
pub use story::{Reversed, Step, Story};
