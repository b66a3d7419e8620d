//! The stages of a child's life and how an offer ahead of one stands. Pure: the stages are data, and time comes in.

mod falls;
mod offer;
mod stages;

pub use falls::{Birth, Falls, Life, school_start, secondary_transfer};
pub use offer::{Offer, State, Step, propose, rule};
pub use stages::{LifeEventKind, Rule, Stage, Way, holding, named, stage, stages};
