//! A partner is asked for something, by a day. The asking has its clock.

use access::Act;
use casework::promises;
use kernel::{Calendar, Date, Error, Id, PromiseKind, Result};

use super::{Working, about, tell_line};
use crate::escalation::{
    model::{Ask, AskState, Escalation},
    store,
    words::day_of,
};

pub(super) fn ask(
    act: &Act<'_>,
    grant: &Working,
    e: &Escalation,
    party: Id<()>,
    what: &str,
    by: Option<Date>,
) -> Result<()> {
    e.must_be_open()?;
    let parties = store::parties(act, grant)?;
    let whom = parties.iter().find(|p| p.id == party);
    let whom = whom.ok_or_else(|| Error::field("party", "Choose somebody who is involved here"))?;
    if by.is_some_and(|by| by < act.today()) {
        return Err(Error::field("by", "Enter today, or a later day"));
    }
    let due = match by {
        Some(day) => Calendar::england().end_of(day),
        None => {
            promises::term(act, e.agency, PromiseKind::PartnerAnswer)?.due(act.now(), Calendar::england())
        }
    };
    let ask = Ask {
        id: Id::new(act.now()),
        party,
        what: what.to_owned(),
        asked: act.now(),
        due,
        state: AskState::Asked,
        answered: None,
        answer: String::new(),
    };
    store::save(act, grant, e)?;
    store::add_ask(act, e, &ask)?;
    promises::make_due(act, about(e, ask.id), PromiseKind::PartnerAnswer, act.now(), due)?;
    grant.note(act, &format!("asked {}: {}, by {}", party, ask.id, due))?;
    tell_line(act, e, &format!("{} was asked to answer by {}.", whom.organisation, day_of(due)), false)
}
