//! What is asked of partners, by when, who is reminded of it, and what a partner answers. Pure: the time comes in.

mod answer;
mod ask;
mod partners;
mod times;

pub use answer::{Answer, Said, State, Took, Use, wrong_answer};
pub(crate) use ask::Told;
pub use ask::{Ask, NameAs, PartAsked, QUESTION, initials, tells_too_much, wrong_due};
pub use partners::{Partner, partners};
pub use times::{Stage, Times, next_stage, times_on};
