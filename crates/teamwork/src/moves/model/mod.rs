//! The rules of moves and of handing a case to another agency. Pure.

mod handing;
mod rule;

pub use handing::{Bundle, Due, Face, Member, State, Step, rule as refusals, stays};
pub use rule::{Facts, Home, Passing, Period, Why, on, passing, periods};
