//! What somebody asks a fund for, and what its rules answer.

use kernel::{Date, LegalRoute, Pence};
use serde::{Deserialize, Serialize};

use super::model::RuleId;

/// The stable codes of the rules that can refuse; they are stored, exported and never change.
pub mod rule {
    /// No scheme was in force on the application's date.
    pub const NO_SCHEME: &str = "funding.no-scheme";
    /// The version asked is not that of the application's date.
    pub const RULE_DATE: &str = "funding.rule-date";
    /// The fund took no applications then.
    pub const NOT_OPEN: &str = "funding.not-open";
    /// The child's legal route is not covered.
    pub const ROUTE: &str = "funding.route";
    /// The child is too old.
    pub const AGE: &str = "funding.age";
    /// The child was born after the application.
    pub const BORN: &str = "funding.born";
    /// The therapy is not paid for.
    pub const THERAPY: &str = "funding.therapy";
    /// The therapy is not on the list at all.
    pub const THERAPY_UNKNOWN: &str = "funding.therapy-unknown";
    /// A therapy was asked for as an assessment, or the other way round.
    pub const KIND: &str = "funding.kind";
    /// There is no assessment of need.
    pub const NO_ASSESSMENT: &str = "funding.no-assessment";
    /// The assessment is dated after the application.
    pub const ASSESSMENT_LATER: &str = "funding.assessment-later";
    /// Too long since the assessment.
    pub const ASSESSMENT_OLD: &str = "funding.assessment-old";
    /// The last day is before the first.
    pub const DATES: &str = "funding.dates";
    /// The support began too early.
    pub const STARTED: &str = "funding.started";
    /// The support runs past 31 March.
    pub const YEAR_END: &str = "funding.year-end";
    /// The support runs too long.
    pub const LENGTH: &str = "funding.length";
    /// An amount is not above zero, or is below it where it may be zero.
    pub const AMOUNT: &str = "funding.amount";
    /// Above the fair access limit.
    pub const LIMIT: &str = "funding.limit";
    /// Above the limit on specialist assessments.
    pub const ASSESSMENT_LIMIT: &str = "funding.assessment-limit";
}

kernel::codes! {
    /// What the money is for, since the two have limits of their own.
    AskKind {
        Therapy = "therapy", "Therapy";
        Assessment = "assessment", "Specialist assessment";
    }
}

impl AskKind {
    /// What money for this therapy of the catalogue is for.
    pub fn of_therapy(code: &str) -> Self {
        if code == SPECIALIST_ASSESSMENT { AskKind::Assessment } else { AskKind::Therapy }
    }
}

/// The catalogue's code for the one thing that is an assessment and not a therapy.
pub const SPECIALIST_ASSESSMENT: &str = "specialist-assessment";

/// What has already been agreed for this child under the limits of the same financial year:
/// everything approved in it and not released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Used {
    /// From the fund, for therapy.
    pub therapy: Pence,
    /// From the fund, for specialist assessments.
    pub assessment: Pence,
    /// From the council, as its share of matched therapy.
    #[serde(default)]
    pub council: Pence,
}

/// What is asked for one child. It carries no name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// What the money is for.
    pub kind: AskKind,
    /// What the fund is asked to pay: its own share alone.
    pub amount: Pence,
    /// What the council has agreed to pay beside it for match funding; zero where it has not.
    #[serde(default)]
    pub council_share: Pence,
    /// The application's date, which chooses the rules.
    pub applied_on: Date,
    /// When the need was assessed.
    pub assessed_on: Option<Date>,
    /// First day of the support.
    pub starts_on: Date,
    /// Last day of the support.
    pub ends_on: Date,
    /// Whether the support had to begin before anybody could apply, and the reason is recorded.
    #[serde(default)]
    pub urgent_start: bool,
    /// The child's date of birth.
    pub child_born: Date,
    /// Whether the child has an education, health and care plan (before 2014, a statement).
    pub has_ehcp: bool,
    /// How the child came to the family.
    pub legal_route: LegalRoute,
    /// The therapy's code in the catalogue.
    pub therapy: String,
    /// What this child has already had.
    pub already: Used,
}

/// One rule that says no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Its code, one of [`rule`].
    pub rule: &'static str,
    /// The rule, the figures and what to do next, in plain English.
    pub message: String,
    /// Where the rule is written; none for a matter of plain sense.
    pub source: Option<String>,
}

/// What the rules say to an ask. A person still decides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// The rules that were used; none where no scheme was in force.
    pub version: Option<RuleId>,
    /// Whether no rule says no.
    pub allowed: bool,
    /// Every rule that says no.
    pub refusals: Vec<Refusal>,
    /// What to confirm, and what is assumed or disputed.
    pub notes: Vec<String>,
    /// The limit on this kind of support for the child and year, match funding included.
    pub limit: Option<Pence>,
    /// What is left of the limit before this ask, never below zero.
    pub left: Option<Pence>,
    /// Whether any rule that was used is assumed; the notes say which.
    pub assumed: bool,
}
