//! Somebody leads from now on. The first time keeps the promise; each change after it is a hand-off and is counted.

use access::Act;
use casework::promises;
use kernel::{Id, PromiseKind, Result};

use super::{Working, tell_line};
use crate::escalation::{
    model::{Escalation, Field, Lead},
    store,
};

pub(super) fn lead(
    act: &Act<'_>,
    grant: &Working,
    before: Escalation,
    (field, who, why): (Field, &str, &str),
) -> Result<()> {
    let from = before.lead;
    let after = before.led_by(field, act.now())?;
    store::save(act, grant, &after)?;
    let lead =
        Lead { id: Id::new(act.now()), field, who: who.to_owned(), why: why.to_owned(), from: act.now() };
    store::add_lead(act, &after, &lead)?;
    promises::keep(act, after.id.cast(), PromiseKind::LeadNamed, act.now())?;
    let before = from.map_or("nobody", Field::code);
    grant.note(act, &format!("lead: {before}, then {}; hand-offs: {}", field.code(), after.hand_offs))?;
    let words = match from {
        None => format!("{} leads: {who}.", field.label()),
        Some(_) => format!("The lead was handed to {}: {who}. {why}", field.label().to_lowercase()),
    };
    tell_line(act, &after, &words, false)
}
