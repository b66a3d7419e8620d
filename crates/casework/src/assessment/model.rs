//! The rules of an assessment of need: the framework it follows, what makes it complete,
//! and the level of support that its findings suggest. People decide the level.

mod answers;
pub mod formulation;
mod framework;
pub mod parents;
mod parts;
mod recommend;

pub use crate::signing::model::{Reply as SignAnswer, State as SignOff};
pub use answers::{
    Answer, Answers, Assessed, Conclusion, Findings, MAX_NEEDS, State, Voice, complete, conclusion_gaps, gaps,
};
pub use formulation::{Formulation, Said, Sureness};
pub use framework::{
    Domain, Framework, HowHeard, Informant, Minimum, Recommending, Rule, Source, VoicePart, current_on,
    framework, versions,
};
pub use parents::{Couple, ParentNeed, Parents};
pub use parts::{Part, PartState, Written};
pub use recommend::{Counted, Reason, Recommendation, Signal, recommend};
