//! What is asked about specialist assessments, in forms and in the API alike.

use kernel::{Date, Id, Invalid, kinds::Organisation};
use page::Fields;

use super::model::State;
use crate::escalation::words::NOTE;

/// The longest report, in characters: about forty pages.
pub const REPORT: usize = 100_000;

/// What a provider is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Whom.
    pub provider: Id<Organisation>,
    /// What is to be found out.
    pub goals: String,
    /// By when.
    pub due: Date,
    /// Why this provider, where there is a conflict of interest.
    pub why: String,
}

/// Reads [`Asked`].
///
/// # Errors
/// `Invalid` beside `provider`, `goals`, `due` or `why`.
pub fn asked(f: &mut Fields) -> Result<Asked, Invalid> {
    let provider = f.id("provider", "Choose a provider from the list");
    let goals = f.required("goals", "Say what the assessment is to find out, one thing a line", NOTE);
    let due = f.date("due", "Say by when you want the report");
    let why = f.optional("why", NOTE).unwrap_or_default();
    f.finish(|| Some(Asked { provider: provider?, goals: goals?, due: due?, why }))
}

/// Reads the version that was read.
///
/// # Errors
/// `Invalid` beside `version`.
pub fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// Reads a provider's answer: the version, whether it takes it, and its words.
///
/// # Errors
/// `Invalid` beside `version`, `takes` or `words`: a no says why.
pub fn answered(f: &mut Fields) -> Result<(i64, State, String), Invalid> {
    let version = f.version();
    let takes = f.yes_no("takes", "Choose whether you take it");
    let words = f.optional("words", NOTE).unwrap_or_default();
    if takes == Some(false) && words.trim().is_empty() {
        f.fail("words", "Say why not: the worker looks for somebody else");
    }
    f.finish(|| Some((version?, if takes? { State::Accepted } else { State::Declined }, words)))
}

/// Reads a report: the version, the report, and what it recommends.
///
/// # Errors
/// `Invalid` beside `version`, `report` or `recommends`.
pub fn reported(f: &mut Fields) -> Result<(i64, String, String), Invalid> {
    let version = f.version();
    let report = f.required("report", "Enter the report", REPORT);
    let recommends = f.required("recommends", "Enter what it recommends, one thing a line", NOTE);
    f.finish(|| Some((version?, report?, recommends?)))
}

/// Reads why it is withdrawn, with the version.
///
/// # Errors
/// `Invalid` beside `version` or `why`.
pub fn withdrawn(f: &mut Fields) -> Result<(i64, String), Invalid> {
    let version = f.version();
    let why = f.required("why", "Say why it is not needed any more", NOTE);
    f.finish(|| Some((version?, why?)))
}
