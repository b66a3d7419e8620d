//! One step on: a family needs more than the early support, and somebody calls.

use access::{Act, actions::RecordEarlySupport};
use casework::{
    cases::store as cases,
    promises::{self, About},
};
use kernel::{Error, Id, Moment, PromiseKind, Result, Timestamp, kinds::Case};

use super::{own_case, tell};
use crate::early_support::{model::rule, store};

/// Asks for more for the family of a case: a call is promised, and stands among the promises of its coordinator. What is
/// told here is on the timeline, so that nobody asks for it again. Gives by when somebody calls.
///
/// # Errors
/// `NotFound` for a case of others; `Refused`: `early-support.asked` while a call is promised, and for a closed case.
pub fn ask(act: &Act<'_>, id: Id<Case>, words: &str) -> Result<Timestamp> {
    let grant = act.one::<RecordEarlySupport, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    if let Some(due) = store::asked(act, &grant)? {
        let why = format!("We have your question already, and somebody calls by {}.", Moment(due));
        return Err(Error::refused(rule::ASKED, why));
    }
    let about = About { agency: case.agency, case: Some(id), enquiry: None, thing: id.cast() };
    promises::make(act, about, PromiseKind::AdviceCall, act.now())?;
    let due = store::asked(act, &grant)?.ok_or(Error::Busy)?;
    grant.note(act, "asked for more than the early support")?;
    let told = if words.is_empty() { String::new() } else { format!(" In their words: {words}") };
    let by = Moment(due);
    let words = format!("The family needs more than the early support. Somebody calls by {by}.{told}");
    tell(act, &case, &words)?;
    Ok(due)
}

/// The same, as a family asks for itself.
///
/// # Errors
/// `NotFound` for a family without an open case; `Refused`: `early-support.asked`.
pub fn ask_for_oneself(act: &Act<'_>, words: &str) -> Result<Timestamp> {
    ask(act, own_case(act)?, words)
}
