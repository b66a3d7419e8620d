//! The rules of a support plan: what it holds, what makes it complete, when it is reviewed,
//! how a family moves between levels, and what changed from one version to the next.
//! Requirements PL1 to PL4.

mod alone;
mod content;
mod diff;
mod draft;
mod level;
mod review;

pub use crate::signing::model::{Reply as SignatureAnswer, State as SignatureState};
pub use alone::{Different, OnlyThis};
pub use content::{
    Action, ActionState, Coordinator, OwnerKind, PlanContent, PlanGoal, PlanNeed, State, adulthood_gap, gaps,
    make_current,
};
pub use diff::{Change, ChangeKind, Part, diff};
pub use draft::{Assessed, next_draft};
pub use level::{Direction, LevelMove, level_move};
pub use review::{LONGEST_DAYS, ReviewRule, review_due, review_rule};
