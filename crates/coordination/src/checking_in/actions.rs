//! What can be done about checking in: choosing how often, and noting that somebody did.

use access::{
    Act,
    actions::{ChooseCheckIns, HoldCheckIns},
};
use casework::{cases::store as cases, timeline::EventKind};
use kernel::{Date, Error, Id, Result, kinds::Case, local_date};

use super::{
    model::{Contact, Facts, Often, next, usual},
    store::{self, Held, Kept},
};
use crate::words::{day, tell, whose};

/// Somebody checked in.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedIn {
    /// On which day; today unless it is said.
    pub on: Option<Date>,
    /// How.
    pub way: Contact,
    /// Whether the family was reached.
    pub reached: bool,
    /// What was agreed, in words that the family reads; may be empty.
    pub words: String,
}

/// Keeps how often somebody checks in with the family of a case: open or closed.
///
/// # Errors
/// `NotFound` for a case of others.
pub fn choose(act: &Act<'_>, id: Id<Case>, often: Often) -> Result<()> {
    let grant = act.one::<ChooseCheckIns, Case>(id)?;
    let case = cases::load(act, &grant)?;
    let before = store::of_case(act, &grant)?;
    let (today, last) = (act.today(), before.and_then(|k| k.last));
    let facts = Facts { ordered: case.order_date, since: today, last };
    let by_family = act.actor().family().is_some();
    let kept = Kept {
        case: id,
        often,
        said: true,
        by_family,
        last,
        next: next(often, facts, usual()?, today),
        version: 1,
    };
    store::put(act, whose(&case), &kept)?;
    let was = before.map_or("", |k| k.often.code());
    grant.note(act, &access::audit::changed(&[("checking-in", was, often.code())]))?;
    let words = match often {
        Often::Never => {
            "We do not get in touch by ourselves any more. The family calls when it wants something."
                .to_owned()
        }
        _ => format!("How often we check in: {}.", often.label().to_lowercase()),
    };
    tell(act, &case, EventKind::CheckIn, &words)
}

/// Notes that somebody checked in with the family of a case. The next time follows from it, if the family was reached.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `on` for a day to come, or before the case was opened.
pub fn check_in(act: &Act<'_>, id: Id<Case>, input: &CheckedIn) -> Result<()> {
    let grant = act.one::<HoldCheckIns, Case>(id)?;
    let case = cases::load(act, &grant)?;
    let today = act.today();
    let on = input.on.unwrap_or(today);
    if on > today {
        return Err(Error::field("on", "Enter today, or a day before"));
    }
    if on < local_date(case.opened) {
        return Err(Error::field("on", "Enter a day since the case was opened"));
    }
    store::add(act, whose(&case), Held { on, way: input.way, reached: input.reached })?;
    if input.reached {
        let before = store::of_case(act, &grant)?;
        let often = before.map_or(Often::Usual, |k| k.often);
        let last = before.and_then(|k| k.last).map_or(on, |last| last.max(on));
        let facts = Facts { ordered: case.order_date, since: local_date(case.opened), last: Some(last) };
        let kept = Kept {
            case: id,
            often,
            said: before.is_some_and(|k| k.said),
            by_family: before.is_some_and(|k| k.by_family),
            last: Some(last),
            next: next(often, facts, usual()?, today),
            version: 1,
        };
        // What nobody works with has no schedule: a call to a closed case that never chose one begins none.
        let begins = before.is_some() || case.state == cases::CaseState::Open;
        if begins {
            store::put(act, whose(&case), &kept)?;
        }
    }
    grant.note(act, &format!("checked in: {} {on}, reached: {}", input.way.code(), input.reached))?;
    let how = input.way.label().to_lowercase();
    let mut words = match input.reached {
        true => format!("We checked in with you on {}: {how}.", day(on)),
        false => format!("We tried to reach you on {} ({how}), and did not. We try again.", day(on)),
    };
    if !input.words.is_empty() {
        words.push(' ');
        words.push_str(&input.words);
    }
    tell(act, &case, EventKind::CheckIn, &words)
}
