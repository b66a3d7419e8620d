//! A case goes to another coordinator without a new plan being written: because a worker leaves, or a manager takes a case into
//! other hands. The hand-off is counted, the plan says who coordinates in a version of its own, and the family is told.

use ::store::figure::Figure;
use access::{Act, Action as Doing, Grant, One, audit::changed};
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Account, Case as Kinded},
    local_date,
};

use super::alone::{self, Signing};
use crate::{
    cases::store::{self as cases, Case},
    plan::{
        measures,
        model::{Coordinator, Different},
        store::{self, HandOff},
    },
    timeline::{self, EventKind, NewEvent},
};

/// Hands the case of a grant to `to`, who works for its agency: whoever calls has checked that. `words` is what the family reads
/// of why; it may be blank. Gives the hand-off, where somebody coordinated the case before.
///
/// # Errors
/// `Refused`: `case.closed`, `case.coordinator` when they coordinate it already; `Stale`.
pub fn run<A: Doing>(
    act: &Act<'_>,
    grant: &Grant<A, One<Kinded>>,
    to: &Coordinator,
    words: &str,
) -> Result<Option<HandOff>> {
    let case = cases::load(act, grant)?;
    cases::must_be_open(&case)?;
    if case.coordinator == Some(to.account) {
        return Err(Error::refused("case.coordinator", "This person coordinates the case already."));
    }
    let hand_off = store::set_coordinator(act, &case, to.account)?;
    if hand_off.is_some() {
        handed(&case, act.now()).add(act.write(), 1)?;
    }
    said(act, grant, &case, to)?;
    follow(act, &case, to)?;
    let why = if words.is_empty() { String::new() } else { format!(" {words}") };
    tell(act, &case, &format!("{} now coordinates the support.{why}", to.name))?;
    alone::make(act, &case, Different::Coordinator(to.clone()), Signing::Carried)?;
    Ok(hand_off)
}

/// Takes a hand-over back, which was made by mistake: the case is with `back` again, and neither the figure nor the family's
/// record counts a change of hands. Nothing is done where somebody else coordinates it by now, or it was closed: gives whether it was
/// taken back.
///
/// # Errors
/// Those of the store.
pub fn take_back<A: Doing>(
    act: &Act<'_>,
    grant: &Grant<A, One<Kinded>>,
    hand_off: (Id<HandOff>, Timestamp),
    from: Id<Account>,
    back: &Coordinator,
) -> Result<bool> {
    let case = cases::load(act, grant)?;
    if case.coordinator != Some(from) || cases::must_be_open(&case).is_err() {
        return Ok(false);
    }
    store::take_back(act, case.id, back.account, hand_off.0)?;
    handed(&case, hand_off.1).add(act.write(), -1)?;
    said(act, grant, &case, back)?;
    follow(act, &case, back)?;
    let words = format!("{} goes on coordinating the support: the change was a mistake.", back.name);
    tell(act, &case, &words)?;
    alone::make(act, &case, Different::Coordinator(back.clone()), Signing::Carried)?;
    Ok(true)
}

/// A draft that names whoever coordinated so far names the new coordinator: else it would hand the case back once it holds.
fn follow(act: &Act<'_>, case: &Case, to: &Coordinator) -> Result<()> {
    let Some(mut draft) = store::draft(act, case.id)? else { return Ok(()) };
    if draft.content.coordinator.as_ref().map(|c| c.account) != case.coordinator {
        return Ok(());
    }
    draft.content.coordinator = Some(to.clone());
    store::reassign(act, &draft)
}

fn handed(case: &Case, at: Timestamp) -> Figure<'_> {
    let (agency, council) = (case.agency, case.council.as_str());
    Figure { agency, measure: measures::HAND_OFFS, day: local_date(at), council, part: "" }
}

fn said<A: Doing>(act: &Act<'_>, grant: &Grant<A, One<Kinded>>, case: &Case, to: &Coordinator) -> Result<()> {
    let was = case.coordinator.map(|id| id.to_string()).unwrap_or_default();
    grant.note(act, &changed(&[("coordinator", &was, &to.account.to_string())]))
}

fn tell(act: &Act<'_>, case: &Case, words: &str) -> Result<()> {
    let (agency, case) = (case.agency, case.id);
    timeline::note(
        act,
        NewEvent { agency, case, kind: EventKind::Case, words, link: None, family_sees: true },
    )
}
