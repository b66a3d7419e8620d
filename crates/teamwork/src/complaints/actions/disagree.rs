//! Whoever complained does not agree with the answer, or takes the complaint back. Where they do not sign in, a manager writes it down.

use access::{
    Act, Action, Grant, One, Protected, Role,
    actions::{HandleComplaints, MakeComplaint},
    teamwork::ServiceComplaint,
};
use casework::promises;
use kernel::{Error, Id, Invalid, PromiseKind, Result};
use page::Fields;

use super::{not_about_oneself, promise, tell_managers};
use crate::{
    complaints::{
        model::{Complaint, State, rule},
        store,
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreed {
    /// The version that was read.
    pub version: i64,
    /// Why.
    pub why: String,
}

/// Reads [`Disagreed`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn disagree_fields(f: &mut Fields) -> Result<Disagreed, Invalid> {
    let version = f.version();
    let why = f.required("why", "Say what you do not agree with", NOTE);
    f.finish(|| Some(Disagreed { version: version?, why: why? }))
}

/// Reads the version that was read before a complaint was taken back.
///
/// # Errors
/// `Invalid` on `version`.
pub fn withdraw_fields(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// What is done with a complaint, whoever's grant it was read with.
trait Step {
    fn take<A: Action, T: Protected>(
        &self,
        act: &Act<'_>,
        grant: &Grant<A, One<T>>,
        c: Complaint,
    ) -> Result<Complaint>;
}

/// Takes a step for whoever made the complaint, or as a manager who writes down what somebody says that does not sign in.
fn step(act: &Act<'_>, id: Id<ServiceComplaint>, step: &impl Step) -> Result<Complaint> {
    let actor = act.actor();
    if actor.role() == Some(Role::YoungPerson) {
        // Theirs begins at their account: no id leads them to another's.
        let grant = act.own_case::<MakeComplaint>()?;
        let mine = store::of_young(act, &grant)?.into_iter().find(|c| c.id == id).ok_or(Error::NotFound)?;
        return step.take(act, &grant, mine);
    }
    if !actor.is_of_a_family() && actor.provider().is_none() {
        let grant = act.one::<HandleComplaints, ServiceComplaint>(id)?;
        let c = store::load(act, &grant)?;
        not_about_oneself(act, &c)?;
        if c.made_by.is_some() {
            let words = "Whoever made this complaint signs in to Hearth, and takes this step themselves on their own page.";
            return Err(Error::refused(rule::THEIRS, words));
        }
        return step.take(act, &grant, c);
    }
    let grant = act.one::<MakeComplaint, ServiceComplaint>(id)?;
    let c = store::load(act, &grant)?;
    store::must_be_theirs(&c, actor.account(), actor.provider().is_some())?;
    step.take(act, &grant, c)
}

/// Asks that somebody new looks at it. That is promised from now on.
///
/// # Errors
/// `NotFound` for one of others; `Refused`: `complaint.stage`; of a manager also `complaint.own` and `complaint.theirs`; `Stale`.
pub fn disagree(act: &Act<'_>, id: Id<ServiceComplaint>, input: &Disagreed) -> Result<Complaint> {
    step(act, id, input)
}

impl Step for Disagreed {
    fn take<A: Action, T: Protected>(
        &self,
        act: &Act<'_>,
        grant: &Grant<A, One<T>>,
        mut c: Complaint,
    ) -> Result<Complaint> {
        c.must_be(&[State::Answered])?;
        c.version = self.version;
        c.state = State::Review;
        c.disagreed = Some((act.now(), self.why.clone()));
        store::save(act, grant, &c)?;
        promise(act, &c, PromiseKind::ComplaintReviewed, act.now())?;
        grant.note(act, &format!("complaint {}: answered, then to be reviewed by somebody new", c.id))?;
        let words = "Somebody does not agree with the answer to a complaint. Sign in to Hearth and name somebody new to look at it, under Complaints.";
        let key = format!("complaint:{}:review", c.id);
        tell_managers(act, &c, &key, "A complaint wants a new look", words)?;
        c.version += 1;
        Ok(c)
    }
}

/// A complaint that is taken back, at the version that was read.
struct Withdrawn(i64);

/// Takes a complaint back that nobody has answered.
///
/// # Errors
/// `NotFound` for one of others; `Refused`: `complaint.stage` once it was answered; of a manager also `complaint.own` and `complaint.theirs`; `Stale`.
pub fn withdraw(act: &Act<'_>, id: Id<ServiceComplaint>, version: i64) -> Result<Complaint> {
    step(act, id, &Withdrawn(version))
}

impl Step for Withdrawn {
    fn take<A: Action, T: Protected>(
        &self,
        act: &Act<'_>,
        grant: &Grant<A, One<T>>,
        mut c: Complaint,
    ) -> Result<Complaint> {
        c.must_be(&[State::New, State::Looking, State::Review])?;
        let was = c.state;
        c.version = self.0;
        c.state = State::Withdrawn;
        store::save(act, grant, &c)?;
        let stages = [
            PromiseKind::ComplaintAcknowledged,
            PromiseKind::ComplaintAnswered,
            PromiseKind::ComplaintReviewed,
        ];
        for kind in stages {
            promises::withdraw(act, c.id.cast(), kind)?;
        }
        grant.note(act, &format!("complaint {}: {}, then taken back", c.id, was.code()))?;
        c.version += 1;
        Ok(c)
    }
}
