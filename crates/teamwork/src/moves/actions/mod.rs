//! What can be done about a family's move and a hand-over, one verb a file.

mod accept;
mod dispute;
mod offer;
mod record;
mod settle;
#[cfg(test)]
mod tests;

pub use accept::{Accept, accept, accept_fields};
pub use dispute::{Dispute, dispute, dispute_fields};
pub use offer::{Offer, offer, offer_fields, shared, take_back};
pub use record::{Moved, Undone, moved_fields, placed, placing_fields, record, undo, undone_fields};
pub use settle::{Proposal, agree_in, agree_out, proposal_fields, propose_in, propose_out, version_fields};

use access::{Act, notices};
use casework::{
    promises::{self, About},
    timeline::{self, EventKind, NewEvent},
};
use kernel::{
    Calendar, Id, PromiseKind, Result, Timestamp,
    kinds::{Case, Organisation},
};

use super::store::Handover;

/// A line of the timeline of the case here.
fn tell(
    act: &Act<'_>,
    agency: Id<Organisation>,
    case: Id<Case>,
    words: &str,
    family_sees: bool,
) -> Result<()> {
    timeline::note(act, NewEvent { agency, case, kind: EventKind::Case, words, link: None, family_sees })
}

/// Tells the managers of one of the two agencies that something waits for them. The email names no family.
fn notify(act: &Act<'_>, agency: Id<Organisation>, h: &Handover, step: &str, what: &str) -> Result<()> {
    let key = format!("case-handover:{}:{step}:{}", h.id, h.version);
    let body = format!("{what}\n\nSign in to Hearth to read it. This email names no family.");
    notices::mail_managers(act, agency, &key, "A case between two agencies", &body)
}

/// The clock of the other agency's answer begins: its own time for it, and never before the day on which responsibility passes is over.
fn await_answer(act: &Act<'_>, h: &mut Handover) -> Result<()> {
    let calendar = Calendar::england();
    let own = promises::term(act, h.to, PromiseKind::HandoverAnswered)?.due(act.now(), calendar);
    h.answer_due = own.max(calendar.end_of(h.passes));
    let about = About { agency: h.to, case: None, enquiry: None, thing: h.id.cast() };
    promises::make_due(act, about, PromiseKind::HandoverAnswered, act.now(), h.answer_due)
}

/// The clock of a dispute begins, which is the present agency's to see settled. Gives by when.
fn await_end(act: &Act<'_>, h: &Handover, case: Id<Case>) -> Result<Timestamp> {
    let due = promises::term(act, h.from, PromiseKind::DisputeSettled)?.due(act.now(), Calendar::england());
    let about = About { agency: h.from, case: Some(case), enquiry: None, thing: h.id.cast() };
    promises::make_due(act, about, PromiseKind::DisputeSettled, act.now(), due)?;
    Ok(due)
}
