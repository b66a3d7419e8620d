//! Makes a draft the plan that holds: the version before it is superseded, the review is
//! promised, the coordinator of the plan becomes the case's, and a manager is asked for a second signature.

use ::store::figure::Figure;
use access::{Act, actions::EditPlan, audit::changed};
use kernel::{Calendar, Error, Id, Invalid, PromiseKind, Result, kinds};
use page::Fields;

use super::note;
use crate::{
    action_asks::actions::withdraw,
    cases, family_part,
    plan::{
        measures, model, signatures,
        store::{self, Plan},
    },
    promises,
};

/// Makes the draft that was read as the `version` of the fields the current plan.
///
/// # Errors
/// `Invalid` with everything that the plan lacks; `Stale` when somebody saved it after it
/// was read; `Refused` by rule `plan.current` when it is no draft, or by `case.closed`.
pub fn run(act: &Act<'_>, id: Id<kinds::Plan>, fields: &Fields) -> Result<Plan> {
    let grant = act.one::<EditPlan, kinds::Plan>(id)?;
    let mut plan = store::load(act, &grant)?;
    let mut f = fields.clone();
    let version = f.version();
    let version = f.finish(|| version).map_err(Error::Invalid)?;
    if version != plan.version {
        return Err(Error::Stale);
    }
    let case = cases::store::of_opened(act, &grant, plan.case)?;
    cases::store::must_be_open(&case)?;

    // What the family wants in the plan is answered before the next version holds (requirement PL11).
    if plan.state == model::State::Draft && !family_part::store::waiting_of(act, case.id)?.is_empty() {
        return Err(Error::refused(
            "family-part.waits",
            "Somebody of the family wrote what they want in the plan. Say what was taken in, and why not, under “What the family wants in the plan”. Then make this the plan.",
        ));
    }

    let mut before = store::current(act, case.id)?.filter(|current| current.id != id);
    if let Some(current) = &before {
        plan.content.carry(&current.content);
    }
    plan.content.level = case.level;
    let born = store::born(act, case.id)?;
    if plan.state == model::State::Draft
        && let Some(gap) = model::adulthood_gap(&plan.content, born, act.today())?
    {
        let mut missing = model::gaps(&plan.content, act.today());
        missing.push(gap);
        return Err(Error::Invalid(Invalid(missing)));
    }
    plan.state = model::make_current(plan.state, &plan.content, act.today())?;
    if let Some(old) = &mut before {
        old.state = old.state.superseded()?;
        old.current_to = Some(act.now());
        store::supersede(act, old)?;
        signatures::replace(act, old.id)?;
        promises::withdraw(act, old.id.cast(), PromiseKind::PlanSigned)?;
    }
    plan.current_from = Some(act.now());
    store::save(act, version, &plan)?;
    let coordinator =
        |account: Option<Id<kinds::Account>>| account.map(|id| id.to_string()).unwrap_or_default();
    let (was, is) =
        (coordinator(case.coordinator), coordinator(plan.content.coordinator.as_ref().map(|c| c.account)));
    grant.note(act, &changed(&[("state", "draft", "current"), ("coordinator", &was, &is)]))?;
    plan.version = version + 1;
    plan.author = act.actor().account().or(plan.author);
    store::list_actions(act, &plan, before.as_ref())?;
    withdraw::of_replaced(act, &plan)?;

    promise_review(act, &plan, case.enquiry)?;
    ask_for_signature(act, &plan, case.enquiry)?;
    let words = match plan.number {
        1 => "The support plan was agreed.".to_owned(),
        number => format!("Version {number} of the support plan took the place of the one before."),
    };
    note(act, &plan, &words, true)?;
    let count = |measure, part| {
        Figure { agency: plan.agency, measure, day: act.today(), council: &case.council, part }
            .add(act.write(), 1)
    };
    count(measures::MADE_CURRENT, plan.content.level.code())?;
    if let Some(coordinator) = &plan.content.coordinator
        && case.coordinator != Some(coordinator.account)
    {
        store::set_coordinator(act, &case, coordinator.account)?;
        if case.coordinator.is_some() {
            count(measures::HAND_OFFS, "")?;
        }
        note(act, &plan, &format!("{} now coordinates the support.", coordinator.name), true)?;
    }
    Ok(plan)
}

/// Nobody signs off the plan they wrote: a manager is asked to. The plan holds meanwhile.
fn ask_for_signature(act: &Act<'_>, plan: &Plan, enquiry: Option<Id<kinds::Enquiry>>) -> Result<()> {
    signatures::wrote(act, plan.id)?;
    signatures::ask(act, plan)?;
    let about =
        promises::About { agency: plan.agency, case: Some(plan.case), enquiry, thing: plan.id.cast() };
    promises::make(act, about, PromiseKind::PlanSigned, act.now())
}

/// A new plan is itself a review: the promise of the last one is kept, and the next is made.
fn promise_review(act: &Act<'_>, plan: &Plan, enquiry: Option<Id<kinds::Enquiry>>) -> Result<()> {
    promises::keep_for_case(act, plan.case, PromiseKind::PlanReview, act.now())?;
    let Some(day) = plan.content.review_on else { return Ok(()) };
    let about =
        promises::About { agency: plan.agency, case: Some(plan.case), enquiry, thing: plan.case.cast() };
    promises::make_due(act, about, PromiseKind::PlanReview, act.now(), Calendar::england().end_of(day))
}
