//! The rules of the Adoption Support Fund and its successors, by date.
//!
//! * `data/schemes/*.csv` say what each rule was, from when to when, by which source and how sure.
//! * [`data`] reads them into [`SchemeVersion`]s: one set of rules for a run of days.
//! * [`check`](check()) holds what somebody asks for against the version of the application's date and
//!   gives a [`Decision`] in which each refusal names its rule.
//! * [`question`] answers in short what a child may have on a day, for whoever asks why.
//!
//! A past decision keeps its [`RuleId`], so it can be read again by the rule of its day.

pub mod ask;
pub mod check;
pub mod data;
pub mod model;
pub mod pages;
pub mod question;
pub mod tables;

pub use ask::{Ask, AskKind, Decision, Refusal, SPECIALIST_ASSESSMENT, Used, rule};
pub use check::{allowance, check, decide};
pub use data::{Schemes, scheme_on, version};
pub use model::{
    Allowance, AssessmentLimit, BackDating, MatchCap, RouteRule, RuleId, Ruled, Scheme, SchemeVersion, Span,
    Sure, TherapyRule,
};

#[cfg(test)]
mod tests;
