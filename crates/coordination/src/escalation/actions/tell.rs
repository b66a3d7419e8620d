//! The family is told what happens next, in plain words. It reads that alone. For an allegation nothing is written into the timeline
//! that it reads, and who enquires tells nothing by this way.

use access::Act;
use casework::promises;
use kernel::{Date, Error, PromiseKind, Result};

use super::{Working, tell_line};
use crate::escalation::{
    model::{Escalation, Kind, Side, rule},
    store,
    words::day,
};

pub(super) fn tell(
    act: &Act<'_>,
    grant: &Working,
    before: Escalation,
    words: &str,
    next: Option<Date>,
) -> Result<()> {
    if !before.reads(Side::Support, act.actor()) {
        let why = "Who supports the family tells it what happens next, not who enquires.";
        return Err(Error::refused(rule::APART, why));
    }
    let after = before.telling(words, next, act.now())?;
    store::save(act, grant, &after)?;
    promises::keep(act, after.id.cast(), PromiseKind::FamilyTold, act.now())?;
    grant.note(act, "told the family what happens next")?;
    if after.kind == Kind::Allegation {
        return Ok(());
    }
    let when = next.map_or_else(String::new, |on| format!(" On {}.", day(on)));
    tell_line(act, &after, &format!("What happens next: {words}{when}"), true)
}
