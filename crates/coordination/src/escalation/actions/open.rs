//! It got hard: somebody opens an escalation. From then on a lead is promised, and that the family hears what happens next.

use access::{Act, actions::WorkEscalation, escalations::Escalation as Kinded};
use casework::{cases::store as cases, promises};
use kernel::{Calendar, Error, Id, PromiseKind, Result, kinds::Case};

use super::{about, tell_line};
use crate::early_signs::actions as early_signs;
use crate::escalation::{
    form::Opening,
    model::{Escalation, Kind, State, rule},
    store, words,
};

/// Opens an escalation. The case's coordinator is the adoption worker who stays on, until somebody else is named.
///
/// # Errors
/// `NotFound` for a case of others; `Refused`: `case.closed`, `escalation.once` while one of the kind is open.
pub fn open(act: &Act<'_>, id: Id<Case>, input: &Opening) -> Result<Id<Kinded>> {
    let grant = act.one::<WorkEscalation, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    if store::is_open(act, &grant, input.kind)? {
        let why = "One of this kind is open for the case already. Go on in that one, so that nobody has to tell it twice.";
        return Err(Error::refused(rule::ONCE, why));
    }
    let due =
        |kind| Ok::<_, Error>(promises::term(act, case.agency, kind)?.due(act.now(), Calendar::england()));
    let keeper = case.coordinator.filter(|who| words::colleague(act, case.agency, *who, "keeper").is_ok());
    let escalation = Escalation {
        id: Id::new(act.now()),
        agency: case.agency,
        family: case.family,
        case: case.id,
        kind: input.kind,
        state: State::Open,
        reason: input.reason.clone(),
        opened: act.now(),
        opened_by: act.actor().account(),
        lead_due: due(PromiseKind::LeadNamed)?,
        lead: None,
        lead_at: None,
        hand_offs: 0,
        keeper,
        enquirer: None,
        told_due: (input.kind != Kind::Allegation).then(|| due(PromiseKind::FamilyTold)).transpose()?,
        told: String::new(),
        told_next: None,
        told_at: None,
        ended: None,
        ended_by: None,
        ended_why: String::new(),
        stays: String::new(),
        again: String::new(),
        differently: String::new(),
        learned: None,
        learned_by: None,
        version: 1,
    };
    store::insert(act, &escalation)?;
    let made = |kind, due| promises::make_due(act, about(&escalation, escalation.id), kind, act.now(), due);
    made(PromiseKind::LeadNamed, escalation.lead_due)?;
    if let Some(due) = escalation.told_due {
        made(PromiseKind::FamilyTold, due)?;
    }
    early_signs::escalated(act, &grant, &input.reason)?;
    grant.note(act, &format!("escalation {} opened: {}", escalation.id, input.kind.code()))?;
    tell_line(act, &escalation, &format!("An escalation was opened: {}.", input.kind.label()), false)?;
    Ok(escalation.id)
}
