//! What can be done in an escalation, one verb a file. Each is based on a version, and leaves a line in the audit log.

mod answer;
mod ask;
mod involve;
mod keep;
mod lead;
mod learn;
mod note;
mod open;
mod step_down;
mod tell;
#[cfg(test)]
mod tests;

pub use open::open;

use access::{Act, Grant, One, actions::WorkEscalation, escalations::Escalation as Kinded};
use casework::{
    promises::About,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, Result};

use super::{
    form::Step,
    model::{Escalation, Kind},
    store,
};

type Working = Grant<WorkEscalation, One<Kinded>>;

/// Does one step in an escalation, and gives it as it stands then.
///
/// # Errors
/// `NotFound` for one of others; `Stale` when somebody changed it since; what the step's own rule refuses.
pub fn take(act: &Act<'_>, id: Id<Kinded>, version: i64, step: &Step) -> Result<Escalation> {
    let grant = act.one::<WorkEscalation, Kinded>(id)?;
    let before = store::load(act, &grant)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    match step {
        Step::Lead { field, who, why } => lead::lead(act, &grant, before, (*field, who, why)),
        Step::Keep { keeper, enquirer } => keep::keep(act, &grant, before, *keeper, *enquirer),
        Step::Involve { field, organisation, who, from } => {
            involve::involve(act, &grant, &before, (*field, organisation, who, *from))
        }
        Step::Ask { party, what, by } => ask::ask(act, &grant, &before, *party, what, *by),
        Step::Answer { ask, state, words } => answer::answer(act, &grant, &before, (*ask, *state, words)),
        Step::Tell { words, next } => tell::tell(act, &grant, before, words, *next),
        Step::Note { side, words } => note::note(act, &grant, &before, *side, words),
        Step::StepDown { why, stays } => step_down::step_down(act, &grant, before, why, stays),
        Step::Learn { again, differently } => learn::learn(act, &grant, before, again, differently),
    }?;
    store::load(act, &grant)
}

/// What a promise is about: one thing in an escalation. The family reads what is promised about its case, so that what is promised
/// about an allegation names no case.
fn about<T>(e: &Escalation, thing: Id<T>) -> About {
    let case = (e.kind != Kind::Allegation).then_some(e.case);
    About { agency: e.agency, case, enquiry: None, thing: thing.cast() }
}

/// A line of the case's timeline; the family reads it only where `family_sees` says so.
fn tell_line(act: &Act<'_>, e: &Escalation, words: &str, family_sees: bool) -> Result<()> {
    let link = format!("/escalations/{}", e.id);
    timeline::note(
        act,
        NewEvent {
            agency: e.agency,
            case: e.case,
            kind: EventKind::Escalation,
            words,
            link: (!family_sees).then_some(link.as_str()),
            family_sees,
        },
    )
}
