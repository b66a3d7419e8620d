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

use access::{
    Act, Look, Role,
    accounts::{self, Account},
    approval, notices, seals,
};
use casework::promises::{self, About};
use kernel::{Calendar, Id, PromiseKind, Result, Term, Timestamp, kinds::Organisation};

use super::model::{Complaint, State, rule};

/// The clock of a stage begins. A complaint is between whoever made it and the service, so that the promise names no case.
fn promise(act: &Act<'_>, c: &Complaint, kind: PromiseKind, start: Timestamp) -> Result<()> {
    let about = About { agency: c.agency, case: None, enquiry: None, thing: c.id.cast() };
    promises::make(act, about, kind, start)
}

/// The times that an agency gives for each stage, read once for a page.
pub(super) struct Clocks {
    acknowledge: Term,
    answer: Term,
    review: Term,
}

impl Clocks {
    /// Reads the times of an agency.
    pub(super) fn read(look: &Look<'_>, agency: Id<Organisation>) -> Result<Self> {
        let term = |kind| promises::term(look, agency, kind);
        Ok(Clocks {
            acknowledge: term(PromiseKind::ComplaintAcknowledged)?,
            answer: term(PromiseKind::ComplaintAnswered)?,
            review: term(PromiseKind::ComplaintReviewed)?,
        })
    }

    /// By when the stage that a complaint is in is due; none where no clock runs.
    pub(super) fn due(&self, c: &Complaint) -> Option<Timestamp> {
        let (term, start) = match c.state {
            State::New => (self.acknowledge, c.made),
            State::Looking => (self.answer, c.acknowledged.as_ref().map_or(c.made, |a| a.0)),
            State::Review => (self.review, c.disagreed.as_ref().map_or(c.made, |d| d.0)),
            State::Answered | State::Reviewed | State::Withdrawn => return None,
        };
        Some(term.due(start, Calendar::england()))
    }
}

/// The managers who may open a complaint, to look into it or at it again: of a sealed family's only those who are named for the seal.
pub(super) fn managers(look: &Look<'_>, c: &Complaint) -> Result<Vec<Account>> {
    let named = c.family.map(|family| seals::named(look, family)).transpose()?.flatten();
    let mut all = accounts::colleagues(look, c.agency)?;
    all.retain(|a| a.role == Role::TeamManager && named.as_ref().is_none_or(|named| named.contains(&a.id)));
    Ok(all)
}

/// Tells the managers who may open a complaint, and take its next step. For everybody else a sealed family's record does not exist, and no
/// mail says that it does.
fn tell_managers(act: &Act<'_>, c: &Complaint, key: &str, subject: &str, body: &str) -> Result<()> {
    for manager in managers(act, c)?.into_iter().filter(|a| c.complained_of != Some(a.id)) {
        notices::mail(act, manager.id, &format!("{key}-{}", manager.id), subject, body)?;
    }
    Ok(())
}

/// Tells whoever complained that there is news, where they sign in. The email says nothing of what it is about.
fn tell(act: &Act<'_>, c: &Complaint, step: &str) -> Result<()> {
    let Some(who) = c.made_by else { return Ok(()) };
    let key = format!("complaint:{}:{step}", c.id);
    let words = "There is an answer for you in Hearth. Sign in to read it. This email says nothing of what it is about.";
    notices::mail(act, who, &key, "There is an answer for you", words)
}

/// Nobody takes a step of a complaint about their own work, nor whoever acts in their place.
fn not_about_oneself(act: &Act<'_>, c: &Complaint) -> Result<()> {
    let words = "This complaint is about your work, or you act for somebody whose work it is about. Somebody else must take this step.";
    approval::by_another(act.actor(), [c.complained_of], rule::OWN, words)
}
