//! A review was held: who was there, what changed, what the child said, when the plan is looked at next. It answers every
//! request of the case that waits, keeps what was promised, and makes a version of the plan in which the day of the next review alone
//! is different, for a manager to sign.

use access::{Act, actions::HoldReview, notices};
use kernel::{Calendar, Id, Invalid, PromiseKind, Result, kinds::Case, local_date};
use page::Fields;

use super::note;
use crate::{
    cases::store as cases,
    plan::{
        actions::alone::{self, Signing},
        model::Different,
        store as plans,
    },
    promises::{self, About},
    reviews::{
        model::{AskedAs, Held, Review, ReviewState, check},
        store,
    },
    words::NOTE,
};

/// Reads what was held.
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Held, Invalid> {
    let on = f.date("on", "Enter the day on which the review was held");
    let present = f.required("present", "Say who was there", NOTE);
    let changed = f.required("changed", "Say what changed, or that nothing did and why", NOTE);
    let child_said = f.required("child_said", "Say what the child said, or how you tried to hear them", NOTE);
    let next = f.date("next", "Enter the day by which the plan is looked at next");
    f.finish(|| {
        Some(Held { on: on?, present: present?, changed: changed?, child_said: child_said?, next: next? })
    })
}

/// Records the review.
///
/// # Errors
/// `NotFound` for another agency's case; `Invalid` as [`check`]; refused by `case.closed`; `Stale` when a request was answered
/// meanwhile.
pub fn run(act: &Act<'_>, id: Id<Case>, held: &Held) -> Result<()> {
    let grant = act.one::<HoldReview, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    check(held, local_date(case.opened), act.today())?;
    let plan = plans::current(act, id)?;
    let waiting = store::waiting_of_case(act, &grant)?;
    let at = act.now();
    if waiting.is_empty() {
        let due = plan.as_ref().and_then(|p| p.content.review_on).unwrap_or(held.on);
        let review = Review {
            id: Id::new(at),
            case: id,
            asked: at,
            asked_by: None,
            asked_as: AskedAs::Worker,
            why: String::new(),
            plan_number: plan.as_ref().map(|p| p.number),
            state: ReviewState::Held,
            due: Calendar::england().end_of(due),
            settled: Some(at),
            settled_by: act.actor().account(),
            held: Some(held.clone()),
            declined_why: String::new(),
            version: 1,
        };
        store::insert(act, case.agency, &review)?;
    }
    for request in &waiting {
        store::hold(act, request, held)?;
        promises::keep(act, request.id.cast(), PromiseKind::ReviewAsked, at)?;
        if let Some(asker) = request.asked_by {
            notices::mail(
                act,
                asker,
                &format!("review-held:{}", request.id),
                "There is an answer for you",
                "There is an answer for you in Hearth. Sign in to read it. This email says nothing of what it is about.",
            )?;
        }
    }
    promises::keep_for_case(act, id, PromiseKind::PlanReview, at)?;
    if plan.is_some() {
        alone::make(act, &case, Different::Review(held.next), Signing::AskedFor)?;
        let about = About { agency: case.agency, case: Some(id), enquiry: case.enquiry, thing: id.cast() };
        promises::make_due(act, about, PromiseKind::PlanReview, at, Calendar::england().end_of(held.next))?;
    }
    grant.note(act, &format!("held a review on {}, next by {}", held.on, held.next))?;
    let say = |day: kernel::Date| day.strftime("%-d %B %Y").to_string();
    note(
        act,
        case.agency,
        id,
        &format!(
            "The support plan was reviewed on {}. It is looked at again by {}.",
            say(held.on),
            say(held.next)
        ),
    )
}
