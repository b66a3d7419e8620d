//! A contact plan begins at the child's case, with the adoptive family's side.

use access::{Act, actions::RecordContact};
use casework::{
    cases::store as cases,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, Reference, Result, kinds::Case};

use crate::{
    contact_plans::{
        faces::after,
        form::Start,
        model::{Names, PlanState, check, check_name, check_wish},
        wire::{self, Plan},
    },
    words::all_right,
};

/// Starts a plan. Whoever does coordinates it, and adds the birth relative's side with its reference.
///
/// # Errors
/// `Refused` by `case.closed`, and by `contact.machine` for anybody who is no person; `Invalid` on the fields.
pub fn start_plan(act: &Act<'_>, case: Id<Case>, input: &Start) -> Result<Plan> {
    let grant = act.one::<RecordContact, Case>(case)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    let Some(coordinator) = act.actor().account() else {
        return Err(Error::refused(
            "contact.machine",
            "A contact plan is coordinated by a person, who signs in to start it.",
        ));
    };
    let mut wrong = check(&input.terms, act.today());
    wrong.extend(check_name("child_called", &input.child));
    wrong.extend(check_name("signs", &input.signs));
    all_right(wrong)?;
    check_wish(&input.wishes)?;
    let plan = Plan {
        id: Id::random(),
        agency: case.agency,
        reference: Reference::new("CP"),
        coordinator,
        state: PlanState::Active,
        names: Names { child: input.child.clone(), adoptive: input.signs.clone(), birth: String::new() },
        terms: 1,
        joined: false,
        made: act.now(),
        version: 1,
    };
    wire::add(act, &plan, &input.terms)?;
    let face = after::Face {
        id: Id::random(),
        agency: case.agency,
        family: case.family,
        case: case.id,
        child: case.child,
        plan: plan.id,
    };
    after::add(act, &face)?;
    after::add_wish(act, &face, input.wishes.trim())?;
    super::promise_review(act, &plan, input.terms.review_on)?;
    timeline::note(
        act,
        NewEvent {
            agency: case.agency,
            case: case.id,
            kind: EventKind::Case,
            words: "A plan for staying in touch was made.",
            link: Some(&format!("/cases/{}/contact", case.id)),
            family_sees: true,
        },
    )?;
    Ok(plan)
}
