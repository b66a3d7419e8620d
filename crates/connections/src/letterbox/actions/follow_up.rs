//! A letter that did not come is asked about, kindly: more time is given, or there is none this time.

use access::{Act, actions::CheckLetters, connections::Letter as Kind};
use casework::promises;
use kernel::{Calendar, Date, Error, Id, Invalid, PromiseKind, Result, codes};
use page::Fields;

use super::keep;
use crate::{
    contact_plans::reach,
    letterbox::{model::Step, store::Letter},
    words::NOTE,
};

codes! {
    /// What comes of asking.
    Next {
        Later = "later", "They will write later";
        None = "none", "There is no letter this time";
    }
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The version that was read.
    pub version: i64,
    /// What was said, and what would help.
    pub said: String,
    /// What comes of it.
    pub next: Next,
    /// Until when they have time, where they write later.
    pub until: Option<Date>,
}

/// Reads [`FollowUp`].
pub fn follow_up_fields(f: &mut Fields) -> Result<FollowUp, Invalid> {
    let version = f.version();
    let said = f.required("said", "Write what was said, and what would help", NOTE);
    let next = f.choice::<Next>("next", "Choose what comes of it");
    let until = f.date_opt("until");
    if next == Some(Next::Later) && until.is_none() {
        f.fail("until", "Enter until when they have time");
    }
    f.finish(|| Some(FollowUp { version: version?, said: said?, next: next?, until }))
}

/// Keeps what was said. The promise to ask is kept; if the new day passes too, it is asked about again.
///
/// # Errors
/// `Invalid` on `until` for a day that is not to come; `Refused` by `letter.state`; `Stale`.
pub fn follow_up(act: &Act<'_>, id: Id<Kind>, input: &FollowUp) -> Result<Letter> {
    let (grant, mut letter, _) = reach::letter::<CheckLetters>(act, id)?;
    let step = match (input.next, input.until) {
        (Next::None, _) => Step::End,
        (Next::Later, Some(until)) if until > act.today() => {
            letter.due = Calendar::england().end_of(until);
            Step::Chase
        }
        (Next::Later, _) => return Err(Error::field("until", "Choose a day to come")),
    };
    letter.state = letter.state.after(step)?;
    letter.late = None;
    keep(act, input.version, &letter, step, &input.said, "")?;
    promises::keep(act, letter.id.cast(), PromiseKind::LetterFollowUp, act.now())?;
    grant.note(act, step.label())?;
    Ok(letter)
}
