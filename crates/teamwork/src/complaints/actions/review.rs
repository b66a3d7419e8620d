//! Somebody new looks at a complaint again, and answers. Who that is, the type `NewReviewer` decides.

use access::{Act, Grant, One, actions::HandleComplaints, approval, notices, teamwork::ServiceComplaint};
use casework::{cases::store as cases, promises};
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds::Account};
use page::Fields;

use super::{Answered, managers, not_about_oneself, tell};
use crate::complaints::{
    model::{Complaint, NewReviewer, State, rule},
    store,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// The version that was read.
    pub version: i64,
    /// Who looks at it again.
    pub reviewer: Id<Account>,
}

/// Reads [`Reviewer`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn reviewer_fields(f: &mut Fields) -> Result<Reviewer, Invalid> {
    let version = f.version();
    let reviewer = f.id("reviewer", "Choose who looks at it again");
    f.finish(|| Some(Reviewer { version: version?, reviewer: reviewer? }))
}

/// Who coordinates the case that a complaint is about.
fn coordinator(
    act: &Act<'_>,
    grant: &Grant<HandleComplaints, One<ServiceComplaint>>,
    c: &Complaint,
) -> Result<Option<Id<Account>>> {
    let case = c.case.map(|case| cases::of_opened(act, grant, case)).transpose()?;
    Ok(case.and_then(|case| case.coordinator))
}

/// Names who looks at it again.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `complaint.stage`, `complaint.own`, `complaint.reviewer` for somebody who had a part in it; `Stale`; `Invalid` on
/// `reviewer` for somebody who is no manager of the agency, or for whom the family is sealed.
pub fn name_reviewer(act: &Act<'_>, id: Id<ServiceComplaint>, input: &Reviewer) -> Result<Complaint> {
    let grant = act.one::<HandleComplaints, ServiceComplaint>(id)?;
    let c = store::load(act, &grant)?;
    c.must_be(&[State::Review])?;
    not_about_oneself(act, &c)?;
    if managers(act, &c)?.iter().all(|a| a.id != input.reviewer) {
        return Err(Error::field("reviewer", "Choose a manager of your agency"));
    }
    let coordinator = coordinator(act, &grant, &c)?;
    let reviewer = NewReviewer::of(&c, coordinator, input.reviewer)?;
    store::name_reviewer(act, &grant, input.version, reviewer)?;
    grant.note(act, &format!("{} looks at it again", reviewer.id()))?;
    let words =
        "You are to look at a complaint with new eyes. Sign in to Hearth to read it under Complaints.";
    notices::mail(
        act,
        reviewer.id(),
        &format!("complaint:{id}:reviewer:{}", reviewer.id()),
        "A complaint for you to look at",
        words,
    )?;
    store::load(act, &grant)
}

/// Records what somebody new found.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `complaint.stage`, `complaint.reviewer` for whoever is not the named reviewer, or acts in the place of
/// somebody who had a part in it; `Stale`.
pub fn review(act: &Act<'_>, id: Id<ServiceComplaint>, input: &Answered) -> Result<Complaint> {
    let grant = act.one::<HandleComplaints, ServiceComplaint>(id)?;
    let mut c = store::load(act, &grant)?;
    c.must_be(&[State::Review])?;
    if c.reviewer.is_none() || act.actor().account() != c.reviewer {
        let words =
            "Only whoever was named to look at it again answers. Name somebody new first, or ask them.";
        return Err(Error::refused(rule::NEW, words));
    }
    let words = "You act for somebody who had a part in this complaint. Somebody who has nothing to do with it must look at it.";
    approval::by_another(
        act.actor(),
        c.involved(coordinator(act, &grant, &c)?).into_iter().map(Some),
        rule::NEW,
        words,
    )?;
    c.version = input.version;
    c.state = State::Reviewed;
    c.reviewed = Some((act.now(), input.outcome, input.words.clone()));
    store::save(act, &grant, &c)?;
    promises::keep(act, id.cast(), PromiseKind::ComplaintReviewed, act.now())?;
    grant.note(act, &format!("reviewed: {}", input.outcome.code()))?;
    tell(act, &c, "reviewed")?;
    store::load(act, &grant)
}
