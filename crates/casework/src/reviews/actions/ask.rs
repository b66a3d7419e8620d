//! A family member or the young person asks for a review of the plan. It is promised.

use access::{Act, Role, absences, actions::AskReview, notices};
use kernel::{Calendar, Error, Id, Invalid, PromiseKind, Result, kinds::Case};
use page::Fields;

use super::note;
use crate::{
    cases::store as cases,
    plan::store as plans,
    promises::{self, About},
    reviews::{
        model::{AskedAs, Review, ReviewState},
        store,
    },
    words::{NOTE, blank},
};

/// Reads why it is asked for.
///
/// # Errors
/// What is wrong, beside the field.
pub fn fields(f: &mut Fields) -> Result<String, Invalid> {
    let why = f.required("why", "Say what you would like to be looked at", NOTE);
    f.finish(|| why)
}

/// Writes the request down and promises a review. The family's timeline says that one was asked for, and not by whom or why.
///
/// # Errors
/// `NotFound` for a case that is not one's own; refused by `review.waits` while one's own request waits, and by `case.closed`.
pub fn run(act: &Act<'_>, id: Id<Case>, why: &str) -> Result<Review> {
    let grant = act.mine::<AskReview>(id)?;
    let me = act.actor().account().ok_or(Error::Forbidden)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    if blank(why) {
        return Err(Error::field("why", "Say what you would like to be looked at"));
    }
    if store::waiting_of_case(act, &grant)?.iter().any(|r| r.asked_by == Some(me)) {
        return Err(Error::refused(
            "review.waits",
            "You asked already, and we have not answered yet. You can write to us under Messages if something has changed.",
        ));
    }
    let term = promises::term(act, case.agency, PromiseKind::ReviewAsked)?;
    let due = term.due(act.now(), Calendar::england());
    let asked_as =
        if act.actor().role() == Some(Role::YoungPerson) { AskedAs::YoungPerson } else { AskedAs::Family };
    let review = Review {
        id: Id::new(act.now()),
        case: id,
        asked: act.now(),
        asked_by: Some(me),
        asked_as,
        why: why.trim().to_owned(),
        plan_number: plans::current(act, id)?.map(|plan| plan.number),
        state: ReviewState::Asked,
        due,
        settled: None,
        settled_by: None,
        held: None,
        declined_why: String::new(),
        version: 1,
    };
    store::insert(act, case.agency, &review)?;
    let about = About { agency: case.agency, case: Some(id), enquiry: None, thing: review.id.cast() };
    promises::make_due(act, about, PromiseKind::ReviewAsked, act.now(), due)?;
    grant.note(act, &format!("asked for a review, {}", review.id))?;
    note(act, case.agency, id, "A review of the support plan was asked for.")?;
    if let Some(coordinator) = case.coordinator {
        notices::mail(
            act,
            absences::answering(act, coordinator)?,
            &format!("review-asked:{}", review.id),
            "A review of a plan was asked for",
            "A family that you support asks for a review of its plan. Sign in to Hearth to see it under Reviews of plans.",
        )?;
    }
    Ok(review)
}
