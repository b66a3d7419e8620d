//! What can be done with a complaint about the service, one verb a file.

mod acknowledge;
mod answer;
mod disagree;
mod learn;
mod make;
mod review;
#[cfg(test)]
mod tests;

pub use acknowledge::{Ack, ack_fields, acknowledge};
pub use answer::{Answered, answer, answer_fields};
pub use disagree::{Disagreed, disagree, disagree_fields, withdraw, withdraw_fields};
pub use learn::{Lesson, done, learn, learn_fields};
pub use make::{Input, Recorded, fields, from_provider, make, make_without_case, recorded_fields};
pub use review::{Reviewer, name_reviewer, review, reviewer_fields};

use access::{Act, approval, notices};
use casework::promises::{self, About};
use kernel::{Calendar, PromiseKind, Result, Timestamp};

use super::model::{Complaint, rule};

/// The clock of a stage begins. A complaint is between whoever made it and the service, so that the promise names no case.
fn promise(act: &Act<'_>, c: &Complaint, kind: PromiseKind, start: Timestamp) -> Result<()> {
    let about = About { agency: c.agency, case: None, enquiry: None, thing: c.id.cast() };
    promises::make(act, about, kind, start)
}

/// By when a stage of a complaint that begins now is due.
pub(super) fn due(
    act: &access::Look<'_>,
    c: &Complaint,
    kind: PromiseKind,
    start: Timestamp,
) -> Result<Timestamp> {
    Ok(promises::term(act, c.agency, kind)?.due(start, Calendar::england()))
}

/// Tells whoever complained that there is news, where they sign in. The email says nothing of what it is about.
fn tell(act: &Act<'_>, c: &Complaint, step: &str) -> Result<()> {
    let Some(who) = c.made_by else { return Ok(()) };
    let key = format!("complaint:{}:{step}", c.id);
    let words = "There is an answer for you in Hearth. Sign in to read it. This email says nothing of what it is about.";
    notices::mail(act, who, &key, "There is an answer for you", words)
}

/// Nobody answers a complaint about their own work, nor whoever acts in their place.
fn not_about_oneself(act: &Act<'_>, c: &Complaint) -> Result<()> {
    let words = "This complaint is about your work, or you act for somebody whose work it is about. Somebody else must answer it.";
    approval::by_another(act.actor(), [c.complained_of], rule::OWN, words)
}
