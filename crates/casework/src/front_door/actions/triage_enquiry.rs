//! The duty team advises, signposts or closes (requirement FD3). Allocation has its own
//! file, since it makes a case.

use access::{Act, actions::TriageEnquiry};
use kernel::{Error, Id, Result, kinds};

use super::{Record, at_version, rows, step, step_promises};
use crate::front_door::model::{self, Event, Outcome, State};

/// Moves an enquiry on, with the reason in words, and steps its promises.
///
/// # Errors
/// `Refused` by rule `enquiry.triage` when the move cannot be made from where it stands;
/// `Invalid` on `why` or `to`; [`Error::Stale`] when somebody else changed it first.
pub fn triage_enquiry(
    act: &Act<'_>,
    id: Id<kinds::Enquiry>,
    version: i64,
    outcome: &Outcome,
    why: &str,
) -> Result<Record> {
    let grant = act.one::<TriageEnquiry, kinds::Enquiry>(id)?;
    if *outcome == Outcome::Allocate {
        return Err(Error::refused("enquiry.triage", "Allocate it to a family and a coordinator."));
    }
    let mut record = at_version(rows::load(act, &grant)?, version)?;
    let call_open = rows::call_open(act, &grant)?;
    record.state = record.state.after(outcome, why)?;
    record.ended = matches!(record.state, State::Signposted | State::Closed).then(|| act.now());
    let (to, because) = match outcome {
        Outcome::Signpost { to } => (Some(to.trim().to_owned()), None),
        Outcome::Close { because } => (None, Some(*because)),
        Outcome::Advise | Outcome::Allocate => (None, None),
    };
    let did = match outcome {
        Outcome::Advise => rows::Did::Advised,
        Outcome::Signpost { .. } => rows::Did::Signposted,
        Outcome::Allocate => rows::Did::Allocated,
        Outcome::Close { .. } => rows::Did::Closed,
    };
    record.history.push(rows::Step { to, because, ..step(act, did, why) });
    rows::save(act, &grant, &record)?;
    record.version += 1;
    step_promises(act, &record, &model::promises(Event::Moved(outcome.step()), act.now(), call_open))?;
    grant.note(act, did.label())?;
    Ok(record)
}
