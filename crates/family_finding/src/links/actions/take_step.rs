//! A link goes on by a step, or ends.

use access::{Act, actions::MakeLink, audit, finding::FamilyLink};
use casework::promises::{self, About};
use kernel::{Calendar, Date, Error, Id, PromiseKind, Result};

use super::carry;
use crate::links::{
    form::{Did, StepInput},
    model::{Stage, Step, check_day, rule},
    store::{self, Link, Written},
};

/// Takes a link one step on. A panel's advice starts the promise of a decision; an end withdraws it.
///
/// # Errors
/// `Refused`: `link.step` where another step comes first, `link.held` where somebody else was linked
/// meanwhile, `link.day`; [`kernel::Error::Stale`].
pub fn take_step(act: &Act<'_>, id: Id<FamilyLink>, input: &StepInput) -> Result<Stage> {
    let grant = act.one::<MakeLink, FamilyLink>(id)?;
    let link = store::one(act, &grant)?;
    let day = || input.on.ok_or_else(|| Error::field("on", "Enter the day"));
    let (step, written) = match input.did {
        Did::Link => (Step::Link, Written::Link),
        Did::Panel => {
            let says = input.advice.ok_or_else(|| Error::field("advice", "Choose what the panel advised"))?;
            (Step::Panel(says), Written::Panel(day()?, says, &input.words))
        }
        Did::Introduce => (Step::Introduce, Written::Introduce(day()?)),
        Did::Place => (Step::Place, Written::Place(day()?)),
        Did::End => (Step::End, Written::End(&input.words)),
    };
    let to = link.stage.after(step)?;
    if let Some(on) = input.on.filter(|_| !matches!(step, Step::Link | Step::End)) {
        check_day(on, last_day(&link), act.today())?;
    }
    if step == Step::Link && store::is_held(act, link.group.0, link.household.0)? {
        return Err(Error::refused(
            rule::HELD,
            "These children or this family were linked with somebody else meanwhile. End this link, or that one first.",
        ));
    }
    store::step(act, &grant, input.version, to, &written)?;
    carry(act, &link, to)?;
    match (step, input.on) {
        (Step::Panel(_), Some(on)) => {
            let about = About { agency: link.agency, case: None, enquiry: None, thing: id.cast() };
            promises::make(
                act,
                about,
                PromiseKind::MatchDecision,
                Calendar::england().end_of(on).min(act.now()),
            )?;
        }
        (Step::End, _) => {
            promises::withdraw(act, id.cast(), PromiseKind::MatchDecision)?;
        }
        _ => {}
    }
    grant.note(act, &audit::changed(&[("stage", link.stage.code(), to.code())]))?;
    Ok(to)
}

/// The last day that the link has so far; none before the panel, which may have met before the link was written
/// down here.
pub(super) fn last_day(link: &Link) -> Option<Date> {
    let panel = link.panel.as_ref().map(|p| p.0);
    let decision = link.decision.as_ref().map(|d| d.0);
    [panel, decision, link.introductions, link.placed].into_iter().flatten().max()
}
