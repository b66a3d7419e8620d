//! What is asked about an escalation, in forms and in the API alike.

use kernel::{Date, Id, Invalid, kinds::Account};
use page::Fields;

use super::{
    model::{AskState, Field, Kind, Side},
    words::{LINE, NOTE},
};

/// An escalation to be opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// What got hard.
    pub kind: Kind,
    /// Why it is opened.
    pub reason: String,
}

/// What is done in an escalation, one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// Somebody leads from now on.
    Lead,
    /// An adoption worker stays on; somebody else enquires.
    Keep,
    /// Somebody is involved.
    Involve,
    /// A partner is asked for something.
    Ask,
    /// A partner answered.
    Answer,
    /// The family is told what happens next.
    Tell,
    /// A note.
    Note,
    /// It is less hard now.
    StepDown,
    /// What was learned.
    Learn,
}

/// What the forms and the API send for each.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Somebody leads.
    Lead {
        /// From which field.
        field: Field,
        /// Who, with their organisation.
        who: String,
        /// Why they.
        why: String,
    },
    /// An adoption worker stays on.
    Keep {
        /// Who stays on.
        keeper: Id<Account>,
        /// Who enquires, for an allegation.
        enquirer: Option<Id<Account>>,
    },
    /// Somebody is involved.
    Involve {
        /// From which field.
        field: Field,
        /// Of which organisation.
        organisation: String,
        /// The person and what they do there.
        who: String,
        /// Since which day; today unless it is said.
        from: Option<Date>,
    },
    /// A partner is asked.
    Ask {
        /// Whom, of those involved.
        party: Id<()>,
        /// For what.
        what: String,
        /// By which day; the agency's own time unless it is said.
        by: Option<Date>,
    },
    /// A partner answered.
    Answer {
        /// What.
        ask: Id<()>,
        /// Whether they answered or refused.
        state: AskState,
        /// What they said.
        words: String,
    },
    /// The family is told.
    Tell {
        /// What happens next.
        words: String,
        /// On which day, where that is known.
        next: Option<Date>,
    },
    /// A note.
    Note {
        /// What it belongs to.
        side: Side,
        /// What it says.
        words: String,
    },
    /// It is less hard now.
    StepDown {
        /// Why.
        why: String,
        /// What stays in place.
        stays: String,
    },
    /// What was learned.
    Learn {
        /// What would be done again.
        again: String,
        /// What would be done differently.
        differently: String,
    },
}

pub(super) fn opening(f: &mut Fields) -> Result<Opening, Invalid> {
    let kind = f.choice::<Kind>("kind", "Choose what got hard");
    let reason = f.required("reason", "Say why you open this", NOTE);
    f.finish(|| Some(Opening { kind: kind?, reason: reason? }))
}

impl Did {
    /// The last word of its address.
    pub(super) fn word(self) -> &'static str {
        match self {
            Did::Lead => "lead",
            Did::Keep => "adoption-worker",
            Did::Involve => "involve",
            Did::Ask => "ask",
            Did::Answer => "answer",
            Did::Tell => "tell-family",
            Did::Note => "note",
            Did::StepDown => "step-down",
            Did::Learn => "learn",
        }
    }

    /// Reads what was sent, with the version it is based on.
    pub(super) fn read(self, f: &mut Fields) -> Result<(i64, Step), Invalid> {
        let version = f.version();
        let step = match self {
            Did::Lead => {
                let field = f.choice::<Field>("field", "Choose from which field they come");
                let who = f.required("who", "Say who leads, and where they work", LINE);
                let why = f.required("why", "Say why they lead", NOTE);
                f.finish(|| Some(Step::Lead { field: field?, who: who?, why: why? }))
            }
            Did::Keep => {
                let keeper = f.id("keeper", "Choose the adoption worker who stays on");
                let enquirer = f.id_opt("enquirer", "Choose who enquires");
                f.finish(|| Some(Step::Keep { keeper: keeper?, enquirer }))
            }
            Did::Involve => {
                let field = f.choice::<Field>("field", "Choose from which field they come");
                let organisation = f.required("organisation", "Enter the organisation", LINE);
                let who = f.required("who", "Enter the person, and what they do there", LINE);
                let from = f.date_opt("from");
                f.finish(|| {
                    Some(Step::Involve { field: field?, organisation: organisation?, who: who?, from })
                })
            }
            Did::Ask => {
                let party = f.id("party", "Choose whom you ask");
                let what = f.required("what", "Say what you ask for", NOTE);
                let by = f.date_opt("by");
                f.finish(|| Some(Step::Ask { party: party?, what: what?, by }))
            }
            Did::Answer => {
                let ask = f.id("asked", "Choose what was answered");
                let state = f.choice::<AskState>("state", "Choose what came of it");
                if state == Some(AskState::Asked) {
                    f.fail("state", "Choose whether they answered or refused");
                }
                let words = f.optional("words", NOTE).unwrap_or_default();
                f.finish(|| Some(Step::Answer { ask: ask?, state: state?, words }))
            }
            Did::Tell => {
                let words = f.required("words", "Write what happens next, in plain words", NOTE);
                let next = f.date_opt("next");
                f.finish(|| Some(Step::Tell { words: words?, next }))
            }
            Did::Note => {
                let side = f.choice_opt::<Side>("side", "Choose what the note belongs to");
                let words = f.required("words", "Write the note", NOTE);
                f.finish(|| Some(Step::Note { side: side.unwrap_or(Side::Support), words: words? }))
            }
            Did::StepDown => {
                let why = f.required("why", "Say why it is less hard now", NOTE);
                let stays = f.required("stays", "Say what stays in place", NOTE);
                f.finish(|| Some(Step::StepDown { why: why?, stays: stays? }))
            }
            Did::Learn => {
                let again = f.required("again", "Say what you would do again", NOTE);
                let differently = f.required("differently", "Say what you would do differently", NOTE);
                f.finish(|| Some(Step::Learn { again: again?, differently: differently? }))
            }
        };
        let step = step?;
        f.finish(|| Some((version?, step)))
    }

    /// The reader of its fields, for the description of the API.
    pub(super) fn body(self) -> fn(&mut Fields) {
        match self {
            Did::Lead => |f| drop(Did::Lead.read(f)),
            Did::Keep => |f| drop(Did::Keep.read(f)),
            Did::Involve => |f| drop(Did::Involve.read(f)),
            Did::Ask => |f| drop(Did::Ask.read(f)),
            Did::Answer => |f| drop(Did::Answer.read(f)),
            Did::Tell => |f| drop(Did::Tell.read(f)),
            Did::Note => |f| drop(Did::Note.read(f)),
            Did::StepDown => |f| drop(Did::StepDown.read(f)),
            Did::Learn => |f| drop(Did::Learn.read(f)),
        }
    }
}
