//! Somebody saw a mentor.

use access::{Act, actions::KeepMentors, offers::Mentor as Kind};
use casework::promises;
use kernel::{Calendar, Date, Error, Id, PromiseKind, Result};

use super::promise;
use crate::peers::{
    model::{Mentor, Stand},
    store,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The version that was read.
    pub version: i64,
    /// On which day.
    pub on: Date,
    /// What was talked about.
    pub note: String,
    /// By when they are seen next; as promised where it is not said.
    pub next: Option<Date>,
}

/// Records a supervision. It keeps the promise, and makes the next.
///
/// # Errors
/// `NotFound` for another agency's; `Invalid` on `on` for a day to come, or on `next` for one that is not after it or more
/// than a year ahead; `Stale`.
pub fn supervise(act: &Act<'_>, id: Id<Kind>, seen: &Seen) -> Result<Mentor> {
    let grant = act.one::<KeepMentors, _>(id)?;
    if seen.on > act.today() {
        return Err(Error::field("on", "Enter today or an earlier day"));
    }
    let before = store::load(act, &grant)?;
    let calendar = Calendar::england();
    let next = match seen.next {
        Some(next) if next <= seen.on || next > calendar.add_days(act.today(), 366) => {
            return Err(Error::field("next", "Choose a day after this one, within a year"));
        }
        Some(next) => next,
        None => {
            let term = promises::term(act, grant.agency(), PromiseKind::MentorSupervision)?;
            kernel::local_date(term.due(act.now(), calendar))
        }
    };
    let after = Mentor { supervise_by: next, ..before };
    store::change(act, &grant, seen.version, &after)?;
    store::add_supervision(act, id, seen.on, &seen.note)?;
    // Kept on the day it was held, also when it is written down later.
    let at = calendar.end_of(seen.on).min(act.now());
    promises::keep(act, id.cast(), PromiseKind::MentorSupervision, at)?;
    if after.stand != Stand::Left {
        promise(act, &after)?;
    }
    grant.note(act, &format!("seen on {}", seen.on))?;
    store::load(act, &grant)
}
