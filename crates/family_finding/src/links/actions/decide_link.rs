//! The agency's decision maker decides on a link after the panel.

use access::{Act, actions::DecideLink, approval, audit, finding::FamilyLink};
use casework::promises;
use kernel::{Calendar, Id, PromiseKind, Result};

use super::{carry, take_step::last_day};
use crate::links::{
    form::Decision,
    model::{Stage, Step, check_day, rule},
    store::{self, Written},
};

/// Records the decision. The promise of a decision is kept on the day it was made.
///
/// # Errors
/// `Refused`: `link.own` for whoever made the link or linked them, `link.step` before the panel, `link.day`;
/// [`kernel::Error::Stale`].
pub fn decide_link(act: &Act<'_>, id: Id<FamilyLink>, input: &Decision) -> Result<Stage> {
    let grant = act.one::<DecideLink, FamilyLink>(id)?;
    let link = store::one(act, &grant)?;
    approval::by_another(
        act.actor(),
        [link.made_by, link.linked_by],
        rule::OWN,
        "You made this link, or act for whoever did. Somebody else decides on it.",
    )?;
    let to = link.stage.after(Step::Decide(input.yes))?;
    check_day(input.on, last_day(&link), act.today())?;
    store::step(act, &grant, input.version, to, &Written::Decide(input.on, input.yes, &input.words))?;
    carry(act, &link, to)?;
    // A decision of an earlier day was made by its end; one of today is made now.
    let at = Calendar::england().end_of(input.on).min(act.now());
    promises::keep(act, id.cast(), PromiseKind::MatchDecision, at)?;
    grant.note(act, &audit::changed(&[("stage", link.stage.code(), to.code())]))?;
    Ok(to)
}
