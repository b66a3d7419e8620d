//! Another plan that a child has. Pure.

use kernel::{Date, Id, Timestamp, codes, kinds::Account};
use serde::{Deserialize, Serialize};

codes! {
    /// What kind of plan.
    Kind {
        Ehcp = "ehcp", "Education, health and care plan";
        SenSupport = "sen-support", "SEN support plan at school";
        ChildInNeed = "child-in-need", "Child in need plan";
        ChildProtection = "child-protection", "Child protection plan";
        Care = "care", "Care plan of a child in care";
        Health = "health", "Health care plan";
        Mental = "mental-health", "Plan of the mental health service";
        ShortBreaks = "short-breaks", "Short breaks plan";
        Youth = "youth-justice", "Youth justice plan";
        Other = "other", "Another plan";
    }
}

/// What stands sealed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// Who leads it.
    pub lead: String,
    /// How the support plan stands to it: what each does, and who tells whom.
    pub relation: String,
}

/// Another plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherPlan {
    /// Its id.
    pub id: Id<()>,
    /// What kind.
    pub kind: Kind,
    /// What stands sealed.
    pub content: Content,
    /// When it is reviewed next.
    pub review: Option<Date>,
    /// Whether it has ended.
    pub ended: bool,
    /// When it was written down.
    pub added: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
    /// The version that an edit is based on.
    pub version: i64,
}

impl OtherPlan {
    /// Whether its review is overdue.
    pub fn is_late(&self, today: Date) -> bool {
        !self.ended && self.review.is_some_and(|review| review < today)
    }
}
