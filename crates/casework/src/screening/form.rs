//! What is asked about a screening, in forms and in the API alike.

use kernel::{Date, Error, Invalid, Result};
use page::Fields;

use super::model::Standing;
use crate::{
    measures::{By, Entered, Measure, field, measures},
    words::{LINE, NOTE},
};

/// What a tool gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScreening {
    /// The tool.
    pub tool: &'static Measure,
    /// Who filled it in.
    pub by: By,
    /// The same in words.
    pub who: String,
    /// On which day.
    pub on: Date,
    /// What it was used for.
    pub why: String,
    /// The scores.
    pub entered: Entered,
    /// Their total.
    pub total: i64,
    /// What the worker makes of it.
    pub note: String,
}

/// Reads what a tool gave.
///
/// # Errors
/// `Invalid` beside `tool`, `by`, `who`, `on`, `why`, the scores or `note`; `Internal` when the shipped tools are broken.
pub fn screening(f: &mut Fields) -> Result<NewScreening> {
    const WHICH: &str = "Choose the tool that was used";
    let code = f.required("tool", WHICH, LINE);
    let tool = code.as_deref().and_then(|code| Measure::find(code).ok());
    if code.is_some() && tool.is_none() {
        f.fail("tool", WHICH);
    }
    let by = f.choice::<By>("by", "Choose who filled it in");
    if let (Some(tool), Some(by)) = (tool, by)
        && !tool.by.contains(&by)
    {
        f.fail("by", format!("The {} is not made to be filled in by them", tool.short));
    }
    let who = f.optional("who", LINE).unwrap_or_default();
    let on = f.date("on", "Enter the day on which it was filled in");
    let why = f.required("why", "Say what you used it for", NOTE);
    let note = f.optional("note", NOTE).unwrap_or_default();
    let mut entered = Entered::default();
    const SCORE: &str = "Enter the score as a whole number";
    for scale in tool.map(|t| t.scales.as_slice()).unwrap_or_default() {
        if let Some(score) = f.number_opt(&field(&scale.code), SCORE, -1_000, 1_000) {
            entered.scales.insert(scale.code.clone(), score);
        }
    }
    entered.total = f.number_opt("total", SCORE, -1_000, 1_000);
    let total = match tool.map(|tool| tool.total(&entered)) {
        Some(Ok(total)) => Some(total),
        Some(Err(wrong)) => {
            wrong.into_iter().for_each(|e| f.fail(&e.field, e.message));
            None
        }
        None => None,
    };
    f.finish(|| {
        Some(NewScreening { tool: tool?, by: by?, who, on: on?, why: why?, entered, total: total?, note })
    })
    .map_err(Error::Invalid)
}

/// Reads whether a screening stands in the assessment.
///
/// # Errors
/// `Invalid` beside `version` or `standing`.
pub fn standing(f: &mut Fields) -> Result<(i64, Standing), Invalid> {
    crate::chronology::form::standing(f)
}

/// Asks for every field of every tool, to describe the API.
pub(super) fn describe(f: &mut Fields) {
    drop(screening(f));
    for tool in measures().unwrap_or_default() {
        for scale in &tool.scales {
            f.number_opt(&field(&scale.code), "", -1_000, 1_000);
        }
    }
}
