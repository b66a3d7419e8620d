//! A partner answered, refused, or is not needed any more.

use access::Act;
use casework::promises;
use kernel::{Error, Id, PromiseKind, Result};

use super::{Working, tell_line};
use crate::escalation::{
    model::{AskState, Escalation},
    store,
};

pub(super) fn answer(
    act: &Act<'_>,
    grant: &Working,
    e: &Escalation,
    (ask, state, words): (Id<()>, AskState, &str),
) -> Result<()> {
    e.must_be_open()?;
    let asked = store::asks(act, grant)?.into_iter().find(|a| a.id == ask);
    let asked = asked.ok_or_else(|| Error::field("asked", "Choose something that was asked here"))?;
    asked.may_answer()?;
    if state == AskState::Refused && words.is_empty() {
        return Err(Error::field("words", "Write down why they refused, in their words"));
    }
    store::save(act, grant, e)?;
    store::answer(act, grant, ask, state, words)?;
    match state {
        // A refusal is an answer: the clock stops, and the refusal stands in the record.
        AskState::Answered | AskState::Refused => {
            promises::keep(act, ask, PromiseKind::PartnerAnswer, act.now())?
        }
        AskState::Asked | AskState::Withdrawn => promises::withdraw(act, ask, PromiseKind::PartnerAnswer)?,
    };
    grant.note(act, &format!("{ask}: asked, then {}", state.code()))?;
    let parties = store::parties(act, grant)?;
    let who = parties.iter().find(|p| p.id == asked.party).map_or("A partner", |p| p.organisation.as_str());
    tell_line(act, e, &format!("{who}: {}.", state.label().to_lowercase()), false)
}
