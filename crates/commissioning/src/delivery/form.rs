//! What is asked about a session, in forms and in the API alike.

use kernel::{Date, Id, Invalid, kinds};
use page::Fields;

use super::{
    actions::{Change, What},
    model::{MissedBy, Notice, Outcome},
};

/// The longest note, in characters.
const NOTE: usize = 1_000;

kernel::codes! {
    /// What is said of a session.
    Said {
        Planned = "planned", "Planned for this day";
        Held = "held", "It was held";
        Missed = "missed", "It was missed";
    }
}

/// What is said of one more session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct New {
    pub day: Date,
    pub outcome: Option<Outcome>,
    pub note: Option<String>,
}

/// The outcome; none for `planned`. Who missed it, and whether with notice, is asked of a missed session only.
fn outcome(f: &mut Fields) -> Option<Option<Outcome>> {
    let said = f.choice::<Said>("outcome", "Say what became of the session");
    let by = f.choice_opt::<MissedBy>("missed_by", "Say who could not come");
    let notice = f.choice_opt::<Notice>("notice", "Say whether the other side was told in good time");
    match said? {
        Said::Planned => Some(None),
        Said::Held => Some(Some(Outcome::Held)),
        Said::Missed => {
            if by.is_none() {
                f.fail("missed_by", "Say who could not come");
            }
            if notice.is_none() {
                f.fail("notice", "Say whether the other side was told in good time");
            }
            Some(Some(Outcome::Missed { by: by?, notice: notice? }))
        }
    }
}

pub(super) fn new(f: &mut Fields) -> Result<New, Invalid> {
    let day = f.date("day", "Enter the day of the session");
    let outcome = outcome(f);
    let note = f.optional("note", NOTE);
    f.finish(|| Some(New { day: day?, outcome: outcome?, note }))
}

/// Asks for the day only where the session is planned for another one.
pub(super) fn change(f: &mut Fields) -> Result<Change, Invalid> {
    let outcome = outcome(f);
    let day = match outcome {
        Some(None) => f.date("day", "Enter the day to move the session to"),
        _ => f.date_opt("day"),
    };
    let note = f.optional("note", NOTE);
    let version =
        f.number_opt("version", "Open this page again: it does not say which version it shows", 0, i64::MAX);
    f.finish(|| {
        let what = match outcome? {
            Some(outcome) => What::Recorded(outcome),
            None => What::Planned(day?),
        };
        Some(Change { what, note, version })
    })
}

/// A new session of an order, or a change of one that is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Deed {
    New(Id<kinds::Order>, New),
    Change(Id<kinds::Session>, Change),
}

pub(super) fn deed(f: &mut Fields) -> Result<Deed, Invalid> {
    if let Some(session) = f.id_opt::<kinds::Session>("session", "Name a session of the order") {
        return change(f).map(|change| Deed::Change(session, change));
    }
    let order = f.id("order", "Say which order the session is of");
    let new = new(f)?;
    f.finish(|| Some(Deed::New(order?, new)))
}

/// For the API description.
pub(super) fn describe_new(f: &mut Fields) {
    let _ = new(f);
}

/// For the API description.
pub(super) fn describe_change(f: &mut Fields) {
    let _ = change(f);
}

/// For the API description.
pub(super) fn describe_api(f: &mut Fields) {
    let _ = deed(f);
    f.number_opt("version", "Send the version that you saw", 0, i64::MAX);
}
