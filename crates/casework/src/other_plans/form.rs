//! What is asked about another plan, in forms and in the API alike.

use kernel::{Date, Invalid};
use page::Fields;

use super::model::{Content, Kind, OtherPlan};
use crate::words::{LINE, NOTE};

/// Another plan, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What kind.
    pub kind: Kind,
    /// Who leads it, and how the support plan stands to it.
    pub content: Content,
    /// When it is reviewed next.
    pub review: Option<Date>,
    /// Whether it has ended.
    pub ended: bool,
}

/// Reads another plan.
///
/// # Errors
/// `Invalid` beside `kind`, `lead`, `relation` or `review`.
pub fn plan(f: &mut Fields) -> Result<Written, Invalid> {
    let kind = f.choice::<Kind>("kind", "Choose what kind of plan it is");
    let lead = f.optional("lead", LINE).unwrap_or_default();
    let relation = f.required("relation", "Say how the support plan stands to it", NOTE);
    let review = f.date_opt("review");
    let ended = f.ticked("ended");
    f.finish(|| Some(Written { kind: kind?, content: Content { lead, relation: relation? }, review, ended }))
}

/// Reads a change: the version that was read, and the plan as it is to be.
///
/// # Errors
/// As [`plan`], and beside `version`.
pub fn change(f: &mut Fields) -> Result<(i64, Written), Invalid> {
    let version = f.version();
    let written = plan(f)?;
    f.finish(|| Some((version?, written)))
}

/// Another plan as the form shows it.
pub(super) fn filled(p: &OtherPlan) -> Fields {
    Fields::filled([
        ("version", p.version.to_string()),
        ("kind", p.kind.code().to_owned()),
        ("lead", p.content.lead.clone()),
        ("relation", p.content.relation.clone()),
        ("review", p.review.map(|d| d.to_string()).unwrap_or_default()),
        ("ended", if p.ended { "yes" } else { "" }.to_owned()),
    ])
}
