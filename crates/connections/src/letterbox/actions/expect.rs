//! Letters that are expected: the next ones of a plan, by its terms, and one that nobody planned.

use access::{
    Act,
    actions::CheckLetters,
    connections::{ContactPlan, Letter as Kind},
};
use kernel::{Calendar, Error, Id, Result, local_date};

use crate::{
    contact_plans::{
        model::{End, PlanState, Terms, next_due},
        reach,
        wire::Plan,
    },
    letterbox::{
        model::Step,
        store::{self, Letter},
    },
};

/// Makes the next letter of each side that is to write, unless one is expected still. Gives how many it made.
/// Whoever calls opened the plan, or is the system's own job.
pub fn expect_next(act: &Act<'_>, plan: &Plan, terms: &Terms) -> Result<u32> {
    let mut made = 0;
    if plan.state != PlanState::Active || !plan.joined {
        return Ok(0);
    }
    for end in terms.ends() {
        let last = store::last_due(act, plan.id, *end)?.map(local_date);
        if last.is_some_and(|day| day >= act.today()) {
            continue;
        }
        let Some(due) = next_due(terms, act.today()) else { continue };
        let letter = Letter::expected(plan.agency, plan.id, *end, Calendar::england().end_of(due));
        if store::add(act, &letter)? {
            store::note(act, letter.id, Step::Expect, "", "")?;
            made += 1;
        }
    }
    Ok(made)
}

/// A letter came, or is to come, that no month of the plan asked for.
///
/// # Errors
/// `NotFound` for anybody but the plan's coordinator and managers; `Refused` by `letter.expected` when one of this side
/// is expected today already, and by `contact.not-joined` before there is somebody to write to.
pub fn expect_extra(act: &Act<'_>, id: Id<ContactPlan>, writer: End) -> Result<Id<Kind>> {
    let (grant, plan) = reach::plan::<CheckLetters>(act, id)?;
    if !plan.joined {
        return Err(Error::refused(
            "contact.not-joined",
            "The birth relative’s side has not joined this plan yet.",
        ));
    }
    let letter = Letter::expected(plan.agency, plan.id, writer, Calendar::england().end_of(act.today()));
    if !store::add(act, &letter)? {
        return Err(Error::refused(
            "letter.expected",
            "A letter of this side is expected today already. Use that one.",
        ));
    }
    store::note(act, letter.id, Step::Expect, "", "")?;
    grant.note(act, "one more letter is expected")?;
    Ok(letter.id)
}
