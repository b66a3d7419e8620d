//! The way from the wire to a side. A plan, and every letter of it, opens to its coordinator and to team managers;
//! for anybody else it does not exist. So it is for whoever the adoptive family is sealed from. Going on to a side asks
//! for a grant for that side's own face, which writes a line of the audit log about it.

use access::{
    Action, Grant, Look, One, Role,
    connections::{ContactAfter, ContactBefore, ContactPlan, Letter},
};
use kernel::{Error, Id, Result};

use super::{
    faces::{after, before},
    wire::{self, Plan},
};
use crate::letterbox::store as letters;

/// Opens a plan for its coordinator or a manager.
///
/// # Errors
/// `NotFound` for anybody else, as for a plan that is not there.
pub fn plan<A: Action>(look: &Look<'_>, id: Id<ContactPlan>) -> Result<(Grant<A, One<ContactPlan>>, Plan)> {
    let grant = look.one::<A, ContactPlan>(id)?;
    let plan = wire::load(look, &grant)?;
    may_coordinate(look, &plan)?;
    Ok((grant, plan))
}

/// Opens a letter and its plan for the plan's coordinator or a manager.
///
/// # Errors
/// `NotFound` for anybody else, as for a letter that is not there.
pub fn letter<A: Action>(
    look: &Look<'_>,
    id: Id<Letter>,
) -> Result<(Grant<A, One<Letter>>, letters::Letter, Plan)> {
    let grant = look.one::<A, Letter>(id)?;
    let letter = letters::load(look, &grant)?;
    let plan = wire::behind(look, letter.plan)?;
    may_coordinate(look, &plan)?;
    Ok((grant, letter, plan))
}

/// Whether somebody coordinates a plan: themselves, or in a colleague's place.
pub(crate) fn is_coordinator(look: &Look<'_>, plan: &Plan) -> bool {
    let actor = look.actor();
    actor.account() == Some(plan.coordinator) || actor.places().iter().any(|p| p.giver == plan.coordinator)
}

fn may_coordinate(look: &Look<'_>, plan: &Plan) -> Result<()> {
    if !is_coordinator(look, plan) && look.actor().role() != Some(Role::TeamManager) {
        return Err(Error::NotFound);
    }
    match after::of_plan(look, plan.id)? {
        Some(face) if look.sealed_from(face.family)? => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Goes on to the adoptive family of a plan that was opened. The audit log says so under the family.
pub fn adoptive<A: Action>(
    look: &Look<'_>,
    plan: &Plan,
) -> Result<(Grant<A, One<ContactAfter>>, after::Face)> {
    let face = after::of_plan(look, plan.id)?.ok_or(Error::NotFound)?;
    Ok((look.one::<A, ContactAfter>(face.id)?, face))
}

/// Goes on to the birth relative of a plan that was opened. The audit log says so under their face of it.
///
/// # Errors
/// `NotFound` while nobody has joined.
pub fn birth<A: Action>(
    look: &Look<'_>,
    plan: &Plan,
) -> Result<(Grant<A, One<ContactBefore>>, before::Face)> {
    let face = before::of_plan(look, plan.id)?.ok_or(Error::NotFound)?;
    Ok((look.one::<A, ContactBefore>(face.id)?, face))
}
