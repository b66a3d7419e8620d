//! What a note is, and what one must say. Pure.

use kernel::{Date, Error, FieldError, Id, Invalid, Result, Timestamp, codes, days_between, kinds::Account};

codes! {
    /// What a note is of.
    NoteKind {
        Call = "call", "Telephone call";
        Visit = "visit", "Visit";
        Meeting = "meeting", "Meeting";
        Message = "message", "Email or letter";
        Note = "note", "Something else";
    }
}

/// Something promised with a note. A marker for its id; its clock stands among the promises.
#[derive(Debug)]
pub enum NotePromise {}

/// A note to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is of.
    pub kind: NoteKind,
    /// On which day it was; today where nothing is said.
    pub on: Option<Date>,
    /// What it says.
    pub words: String,
    /// Whether the family reads it on its timeline.
    pub family_sees: bool,
    /// What was promised; empty for nothing.
    pub promised: String,
    /// By which day; the agency's own time where nothing is said.
    pub by: Option<Date>,
}

/// Checks a note that is written on `today`. A promise is the family's: it reads what was promised, whether or not it reads the note.
///
/// # Errors
/// `Invalid` on `on` for a day to come, on `by` for a day that is past or more than a year ahead, or a day without a promise.
pub fn check(note: &Note, today: Date) -> Result<()> {
    let mut wrong: Vec<FieldError> = Vec::new();
    let mut mend = |field: &str, message: &str| {
        wrong.push(FieldError { field: field.to_owned(), message: message.to_owned() });
    };
    if note.on.is_some_and(|on| on > today) {
        mend("on", "Enter today or an earlier day");
    }
    match (note.by, note.promised.is_empty()) {
        (Some(_), true) => mend("promised", "Say what you promised by that day, or leave the day out"),
        (Some(by), false) if by < today => mend("by", "Enter today or a later day"),
        (Some(by), false) if days_between(today, by) > 366 => mend("by", "Enter a day within a year"),
        _ => {}
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}

/// Something promised on a call or visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    /// Its id.
    pub id: Id<NotePromise>,
    /// What.
    pub what: String,
    /// When.
    pub made: Timestamp,
    /// Who promised it.
    pub by: Option<Id<Account>>,
    /// Their name; empty for a machine.
    pub by_name: String,
    /// By when.
    pub due: Timestamp,
    /// When it was done.
    pub kept: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::day;

    #[test]
    fn a_note_is_of_a_day_that_was_and_a_promise_for_one_to_come() {
        let note = |on: &str, promised: &str, by: &str| Note {
            kind: NoteKind::Call,
            on: (!on.is_empty()).then(|| day(on)),
            words: "Spoke with Ana".into(),
            family_sees: false,
            promised: promised.into(),
            by: (!by.is_empty()).then(|| day(by)),
        };
        let field = |n: Note| match check(&n, day("2026-11-20")) {
            Ok(()) => String::new(),
            Err(Error::Invalid(i)) => i.0[0].field.clone(),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(field(note("", "", "")), "");
        assert_eq!(field(note("2026-11-21", "", "")), "on");
        assert_eq!(field(note("2026-11-19", "Ring the school", "2026-11-20")), "");
        assert_eq!(field(note("", "Ring the school", "2026-11-19")), "by");
        assert_eq!(field(note("", "", "2026-11-23")), "promised");
        assert_eq!(field(note("", "Ring the school", "2027-11-22")), "by");
    }
}
