//! The advice call was held: one promise is kept and the next begins (requirement FD4).

use access::{Act, actions::TriageEnquiry};
use kernel::{Error, Id, PromiseKind, Result, Timestamp, kinds};

use super::{Record, at_version, rows, step, step_promises};
use crate::{
    front_door::model::{self, Asker, Event, PromiseStep, State},
    promises,
    timeline::{self, EventKind, NewEvent},
    words::{NOTE, too_long},
};

/// Notes that the advice call was held now, with what was said in it, if anything is to
/// be noted.
///
/// # Errors
/// `Refused` by rule `enquiry.call` when no call is owed; [`Error::Stale`].
pub fn hold_advice_call(act: &Act<'_>, id: Id<kinds::Enquiry>, version: i64, note: &str) -> Result<Record> {
    held_at(act, id, version, act.now(), note)
}

/// The same for a call that was held earlier: what is promised next counts from then.
pub(crate) fn held_at(
    act: &Act<'_>,
    id: Id<kinds::Enquiry>,
    version: i64,
    at: Timestamp,
    note: &str,
) -> Result<Record> {
    let grant = act.one::<TriageEnquiry, kinds::Enquiry>(id)?;
    let mut record = at_version(rows::load(act, &grant)?, version)?;
    if let Some(error) = too_long("why", note, NOTE) {
        return Err(Error::Invalid(kernel::Invalid(vec![error])));
    }
    if !rows::call_open(act, &grant)? {
        return Err(Error::refused(
            "enquiry.call",
            "The advice call is already recorded, or no longer owed.",
        ));
    }
    record.history.push(step(act, rows::Did::CallHeld, note));
    rows::save(act, &grant, &record)?;
    record.version += 1;
    // A call cannot have been kept before it was promised: what is kept is kept now, what comes next counts from the call.
    let steps = model::promises(Event::CallHeld, at, true).into_iter().map(|step| match step {
        PromiseStep::Keep(kind, _) => PromiseStep::Keep(kind, act.now()),
        other => other,
    });
    step_promises(act, &record, &steps.collect::<Vec<_>>())?;
    if record.enquiry.asker == Some(Asker::BirthRelative) && record.state == State::Allocated {
        // Recorded with a birth family: there is no case to assess.
        promises::withdraw(act, id.cast(), PromiseKind::Assessment)?;
    }
    if let Some(case) = record.case {
        let words = "The advice call was held.";
        let kind = EventKind::Triage;
        let event = NewEvent { agency: record.agency, case, kind, words, link: None, family_sees: true };
        timeline::note(act, event)?;
    }
    grant.note(act, rows::Did::CallHeld.label())?;
    Ok(record)
}
