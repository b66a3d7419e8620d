//! A birth relative joins a contact plan, from their own record, by the plan's reference.

use access::{Act, Action, Look, actions::RecordContact, connections::ContactPlan};
use casework::birth_families::store as births;
use kernel::{Error, Id, Result, kinds::BirthPerson};

use crate::{
    contact_plans::{
        faces::before,
        form::Join,
        model::{PlanState, check_name, check_wish, reference},
        reach,
        wire::{self, Plan},
    },
    letterbox::actions::expect_next,
    words::all_right,
};

/// Adds the birth relative's side, and expects the first letters.
///
/// # Errors
/// `Refused` by `contact.placed` for a child or a brother or sister who is placed: where they live is known on the other
/// side alone; `Invalid` on `reference` for a plan that is not there, that somebody else coordinates, that has its
/// birth relative already, or that has ended.
pub fn join_plan(act: &Act<'_>, person: Id<BirthPerson>, input: &Join) -> Result<Plan> {
    let grant = act.one::<RecordContact, BirthPerson>(person)?;
    if births::person(act, &grant)?.kind.is_placed() {
        return Err(Error::refused(
            "contact.placed",
            "A child who is placed stays in touch through the family they live with. Start a plan from that child’s case.",
        ));
    }
    all_right(check_name("signs", &input.signs).into_iter().collect())?;
    check_wish(&input.wishes)?;
    let id = wire::by_reference(act, grant.agency(), &reference(&input.reference))?;
    let (wired, plan) =
        id.and_then(|id| opened::<RecordContact>(act, id).transpose()).transpose()?.ok_or_else(unknown)?;
    if plan.joined || plan.state == PlanState::Ended {
        return Err(unknown());
    }
    let face = before::Face { id: Id::random(), agency: grant.agency(), person, plan: plan.id };
    before::add(act, &face)?;
    before::add_wish(act, &face, input.wishes.trim())?;
    let mut after = plan.clone();
    after.joined = true;
    after.names.birth = input.signs.clone();
    wire::change(act, &wired, plan.version, &after, None)?;
    let terms = wire::current(act, plan.id)?.terms;
    expect_next(act, &after, &terms)?;
    grant.note(act, "joined a contact plan")?;
    Ok(after)
}

type Opened<A> = (access::Grant<A, access::One<ContactPlan>>, Plan);

/// The plan, unless it is not for whoever asks: then it is as if there were none.
fn opened<A: Action>(look: &Look<'_>, id: Id<ContactPlan>) -> Result<Option<Opened<A>>> {
    match reach::plan::<A>(look, id) {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

fn unknown() -> Error {
    Error::field(
        "reference",
        "No contact plan that you coordinate and that waits for its birth relative has this reference",
    )
}
