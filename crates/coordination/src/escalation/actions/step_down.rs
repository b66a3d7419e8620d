//! It is less hard now. What stays in place is said, and what partners still owed is let go.

use access::Act;
use casework::promises;
use kernel::{PromiseKind, Result};

use super::{Working, tell_line};
use crate::escalation::{
    model::{AskState, Escalation},
    store,
};

pub(super) fn step_down(
    act: &Act<'_>,
    grant: &Working,
    before: Escalation,
    why: &str,
    stays: &str,
) -> Result<()> {
    let after = before.stepped_down(why, stays, act.actor().account(), act.now())?;
    store::save(act, grant, &after)?;
    for ask in store::asks(act, grant)?.iter().filter(|a| a.state == AskState::Asked) {
        store::answer(act, grant, ask.id, AskState::Withdrawn, "")?;
        promises::withdraw(act, ask.id, PromiseKind::PartnerAnswer)?;
    }
    promises::withdraw(act, after.id.cast(), PromiseKind::LeadNamed)?;
    promises::withdraw(act, after.id.cast(), PromiseKind::FamilyTold)?;
    grant.note(act, "open, then stepped-down")?;
    tell_line(act, &after, &format!("The escalation was stepped down. {why} What stays: {stays}"), false)
}
