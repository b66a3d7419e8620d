//! The rules of the front door: what a first contact must hold, how urgent it looks, what
//! the duty team may do with it, and which promises begin. Requirements FD1, FD3, FD4.

pub mod email;
mod enquiry;
mod responsible;
mod risk;
mod triage;

pub use enquiry::{Asker, ContactBy, Enquiry, SafeTo, check};
pub use responsible::{placing_ends, responsible};
pub use risk::{Risk, RiskFacts, RiskLevel, RiskReason, Warning, risk};
pub use triage::{Closing, Event, Move, Outcome, PromiseStep, State, mark_safeguarding, promises};
