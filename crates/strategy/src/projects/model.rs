//! A project as a value, and when it may end.

use access::strategy::InnovationProject;
use kernel::{Date, Error, Id, Result, Timestamp, codes};

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// It has ended.
    pub const ENDED: &str = "project.ended";
    /// Nothing was learnt yet.
    pub const LEARNT: &str = "project.learnt";
}

codes! {
    /// How a project stands.
    State {
        Running = "running", "Running";
        Ended = "ended", "Ended";
    }
}

codes! {
    /// What is noted of a project.
    NoteKind {
        Measure = "measure", "Measure";
        Question = "question", "Question of the evaluation";
        Result = "result", "Result";
        Learning = "learning", "What was learnt";
    }
}

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its id.
    pub id: Id<InnovationProject>,
    /// What it is called.
    pub name: String,
    /// Its theory of change: what is done, what should follow from it, and why.
    pub theory: String,
    /// How it stands.
    pub state: State,
    /// Its first day.
    pub starts: Date,
    /// The day on which it ended.
    pub ended: Option<Date>,
    /// The version that a change is based on.
    pub version: i64,
}

/// Something noted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What sort.
    pub kind: NoteKind,
    /// In words.
    pub words: String,
    /// When it was written.
    pub at: Timestamp,
}

impl Project {
    /// Refuses what comes after the end, but for what was learnt later.
    ///
    /// # Errors
    /// `Refused` by [`rule::ENDED`].
    pub fn takes(&self, kind: NoteKind) -> Result<()> {
        match (self.state, kind) {
            (State::Running, _) | (State::Ended, NoteKind::Learning) => Ok(()),
            (State::Ended, _) => Err(Error::refused(
                rule::ENDED,
                "This project has ended. What was learnt can still be added; for anything new record a new project.",
            )),
        }
    }

    /// Whether it can end: a project that nothing was learnt from is not at its end.
    ///
    /// # Errors
    /// `Refused` by [`rule::ENDED`] or [`rule::LEARNT`].
    pub fn end(&self, notes: &[Note]) -> Result<()> {
        self.takes(NoteKind::Result)?;
        match notes.iter().any(|note| note.kind == NoteKind::Learning) {
            true => Ok(()),
            false => Err(Error::refused(
                rule::LEARNT,
                "Write down what was learnt first, also where it did not work: that is what others need.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_ends_once_something_was_learnt() {
        let mut project = Project {
            id: Id::from_parts(1, [1; 10]),
            name: "A".into(),
            theory: "B".into(),
            state: State::Running,
            starts: Date::constant(2026, 4, 1),
            ended: None,
            version: 1,
        };
        let note = |kind| Note { kind, words: "C".into(), at: Timestamp::UNIX_EPOCH };
        assert_eq!(project.end(&[note(NoteKind::Measure)]).unwrap_err().code(), rule::LEARNT);
        assert_eq!(project.end(&[note(NoteKind::Learning)]), Ok(()));
        project.state = State::Ended;
        assert_eq!(project.end(&[note(NoteKind::Learning)]).unwrap_err().code(), rule::ENDED);
        assert_eq!(project.takes(NoteKind::Measure).unwrap_err().code(), rule::ENDED);
        assert_eq!(project.takes(NoteKind::Learning), Ok(()));
    }
}
