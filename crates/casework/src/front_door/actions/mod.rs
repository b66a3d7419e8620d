//! What can be done with enquiries, one verb a file.

mod allocate_enquiry;
mod ask_for_oneself;
mod hold_advice_call;
mod mark_safeguarding;
mod record_enquiry;
mod submit_enquiry;
mod take_email;
mod triage_enquiry;

#[cfg(test)]
mod tests;

pub use allocate_enquiry::{Allocation, Possible, To, allocate_enquiry, possible};
pub use ask_for_oneself::{OwnAsk, ask_for_oneself, own_ask_fields};
pub(crate) use hold_advice_call::held_at;
pub use hold_advice_call::hold_advice_call;
pub use mark_safeguarding::mark_safeguarding;
pub use record_enquiry::record_enquiry;
pub(crate) use record_enquiry::record_of_family;
pub use submit_enquiry::{Submitted, submit_enquiry};
pub use take_email::{Took, agency_of, take_email};
pub use triage_enquiry::triage_enquiry;

use access::{Act, audit};
use kernel::{
    Error, Id, PromiseKind, Reference, Result, Timestamp,
    kinds::{Account, Case, Enquiry as EnquiryKind, Family, Organisation},
    local_date,
};
use store::figure::Figure;

use super::{
    form, guard, measures,
    model::{self, Enquiry, PromiseStep, RiskFacts, State},
    store::{self as rows, Record},
};
use crate::promises;

/// Keeps a new enquiry: the row, the promise of a call, and the figures. Where it is known whose it is, it is of that
/// family from the start, and hidden with it. Whoever calls
/// holds the grant to record or to submit one for this agency.
fn receive(
    act: &Act<'_>,
    agency: Id<Organisation>,
    enquiry: &Enquiry,
    family: Option<Id<Family>>,
    recorded_by: Option<Id<Account>>,
) -> Result<Record> {
    let (now, today) = (act.now(), act.today());
    // Earlier enquiries count only once a worker has confirmed that they are of the same people.
    let facts =
        RiskFacts { warnings: &enquiry.warnings, age: enquiry.age(today), asker: enquiry.asker, earlier: 0 };
    let record = Record {
        id: Id::new(now),
        reference: Reference::new("EN"),
        agency,
        risk: model::risk(&facts).level,
        enquiry: enquiry.clone(),
        state: State::New,
        safeguarding: None,
        received: now,
        ended: None,
        history: Vec::new(),
        family,
        case: None,
        recorded_by,
        version: 1,
    };
    rows::insert(act, &record)?;
    step_promises(act, &record, &model::promises(model::Event::Received, now, false))?;
    let figure = |measure, part| Figure { agency, measure, day: today, council: &enquiry.council, part };
    figure(measures::ENQUIRIES, "").add(act.write(), 1)?;
    figure(measures::ENQUIRIES_BY_CHANNEL, enquiry.channel.code()).add(act.write(), 1)?;
    if let Some(times) = enquiry.retold.filter(|times| *times > 0) {
        figure(measures::STORIES_RETOLD, "").add(act.write(), i64::from(times))?;
    }
    Ok(record)
}

/// What the audit log says of an enquiry that came: no word of it, which is erased when its time is over.
fn received(record: &Record) -> String {
    let channel = record.enquiry.channel.code();
    audit::changed(&[
        ("state", "", record.state.code()),
        ("reference", "", &record.reference.to_string()),
        ("channel", "", channel),
        ("council", "", &record.enquiry.council),
    ])
}

/// What a promise of an enquiry is about: the call is about the enquiry, the assessment
/// about the case once there is one, because the case is what is assessed.
fn about(record: &Record, kind: PromiseKind) -> promises::About {
    let thing = match (kind, record.case) {
        (PromiseKind::Assessment, Some(case)) => case.cast(),
        _ => record.id.cast(),
    };
    promises::About { agency: record.agency, case: record.case, enquiry: Some(record.id), thing }
}

/// Starts, keeps and withdraws promises as the model says.
fn step_promises(act: &Act<'_>, record: &Record, steps: &[PromiseStep]) -> Result<()> {
    for step in steps {
        match *step {
            PromiseStep::Start(kind, at) => promises::make(act, about(record, kind), kind, at)?,
            PromiseStep::Keep(kind, at) => {
                promises::keep(act, about(record, kind).thing, kind, at)?;
            }
            PromiseStep::Withdraw(kind) => {
                promises::withdraw(act, about(record, kind).thing, kind)?;
            }
        }
    }
    Ok(())
}

/// When the family can expect the call that is promised for an enquiry received at `at`.
pub(crate) fn call_due(
    look: &access::Look<'_>,
    agency: Id<Organisation>,
    at: Timestamp,
) -> Result<Timestamp> {
    let term = promises::term(look, agency, PromiseKind::AdviceCall)?;
    Ok(term.due(at, kernel::Calendar::england()))
}

/// The record of a grant, if it is still at the version that the change is based on.
fn at_version(record: Record, version: i64) -> Result<Record> {
    if record.version == version { Ok(record) } else { Err(Error::Stale) }
}

/// Ends an enquiry whose asker was recorded elsewhere than with an adoptive family.
pub(crate) fn end_as_recorded(
    act: &Act<'_>,
    grant: &access::Grant<access::actions::TriageEnquiry, access::One<EnquiryKind>>,
    record: Record,
    version: i64,
    why: &str,
) -> Result<()> {
    let mut record = at_version(record, version)?;
    record.state = record.state.after(&model::Outcome::Allocate, why)?;
    record.ended = Some(act.now());
    record.history.push(step(act, rows::Did::Allocated, why));
    rows::save(act, grant, &record)
}

/// Notes a step in an enquiry's history.
fn step(act: &Act<'_>, did: rows::Did, why: &str) -> rows::Step {
    rows::Step {
        at: act.now(),
        by: act.actor().account(),
        did,
        why: why.trim().to_owned(),
        to: None,
        because: None,
    }
}

/// The path of an enquiry's page.
pub(crate) fn path(id: Id<EnquiryKind>) -> String {
    format!("/enquiries/{id}")
}

/// The path of a case's page.
pub(crate) fn case_path(id: Id<Case>) -> String {
    format!("/cases/{id}")
}

/// A day as people read it.
pub(crate) fn day(at: Timestamp) -> String {
    local_date(at).strftime("%-d %B %Y").to_string()
}
