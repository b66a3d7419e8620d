//! What was learned, for the next time: across the agency it is read without names.

use access::Act;
use kernel::Result;

use super::Working;
use crate::escalation::{model::Escalation, store};

pub(super) fn learn(
    act: &Act<'_>,
    grant: &Working,
    before: Escalation,
    again: &str,
    differently: &str,
) -> Result<()> {
    let after = before.learned_from(again, differently, act.actor().account(), act.now())?;
    store::save(act, grant, &after)?;
    grant.note(act, "stepped-down, then learned")
}
