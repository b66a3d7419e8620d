//! Answering a complaint: what came of it, in the words that the complainant was told.

use access::{Act, actions::HandleDataComplaints, rights::DataComplaint};
use casework::timeline::{self, EventKind, NewEvent};
use kernel::{Id, Invalid, Result};
use page::Fields;

use crate::{
    complaints::{
        model::{Complaint, Outcome},
        store,
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Close {
    /// The version that was read.
    pub version: i64,
    /// What came of it.
    pub outcome: Outcome,
    /// What the complainant was told.
    pub words: String,
}

/// Reads [`Close`].
pub fn close_fields(f: &mut Fields) -> Result<Close, Invalid> {
    let version = f.version();
    let outcome = f.choice::<Outcome>("outcome", "Choose what came of it");
    let words = f.required(
        "words",
        "Enter what you told them, and that they may go to the Information Commissioner",
        NOTE,
    );
    f.finish(|| Some(Close { version: version?, outcome: outcome?, words: words? }))
}

/// Records the answer.
///
/// # Errors
/// `NotFound` for another agency's; `Refused` (`complaint.state`); `Stale`.
pub fn close_complaint(act: &Act<'_>, id: Id<DataComplaint>, input: &Close) -> Result<Complaint> {
    let grant = act.one::<HandleDataComplaints, DataComplaint>(id)?;
    let before = store::load(act, &grant)?;
    before.may_close()?;
    store::close(act, &grant, input.version, input.outcome, &input.words)?;
    grant.note(act, &format!("acknowledged, then closed: {}", input.outcome.code()))?;
    if let Some(case) = before.case {
        timeline::note(
            act,
            NewEvent {
                agency: before.agency,
                case,
                kind: EventKind::Rights,
                words: &format!(
                    "The complaint {} about your data was answered: {}.",
                    before.reference,
                    input.outcome.label().to_lowercase()
                ),
                link: Some("/rights"),
                family_sees: true,
            },
        )?;
    }
    store::load(act, &grant)
}
