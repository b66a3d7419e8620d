//! Something happened that may tip a family over. It is written down in one short form, and counted.

use access::{Act, actions::RecordSign};
use casework::cases::store as cases;
use kernel::{Error, Id, Result, kinds::Case};

use super::note_line;
use crate::{
    early_signs::{
        form::NewSign,
        model::{self, Sign, Standing},
        store,
    },
    escalation::words::day,
};

/// Records a tipping point, and asks a person to look where what gathered reaches the line.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` for a closed case; `Invalid` on `point`, and on `on` for a day to come.
pub fn record(act: &Act<'_>, id: Id<Case>, input: &NewSign) -> Result<Standing> {
    let grant = act.one::<RecordSign, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    let on = input.on.unwrap_or(act.today());
    if on > act.today() {
        return Err(Error::field("on", "Enter today, or a day before"));
    }
    let point = model::points(act.today())?.into_iter().find(|r| r.code == input.point);
    let point = point.ok_or_else(|| Error::field("point", "Choose what happened from the list"))?;
    let sign = Sign {
        id: Id::new(act.now()),
        point: point.code.clone(),
        on,
        words: input.words.clone(),
        at: act.now(),
        by: act.actor().account(),
    };
    store::add(act, &case, &sign)?;
    let signs = store::signs(act, &grant)?;
    let gathered = model::gathered(signs.iter().map(|s| (s.point.as_str(), s.on)), act.today())?;
    let before = store::prompt(act, &grant)?;
    let standing = model::after_recording(before.as_ref().map(|p| p.standing), &gathered);
    // What nobody has looked at yet keeps the instant at which somebody was first asked to.
    let raised = match &before {
        Some(p) if p.standing == standing && standing != Standing::Quiet => p.raised,
        _ => act.now(),
    };
    store::put(act, &case, standing, gathered.weight, raised)?;
    grant.note(
        act,
        &format!("early sign: {} on {on}; weight {}, {}", point.code, gathered.weight, standing.code()),
    )?;
    note_line(act, &case, &format!("{}, on {}.", point.name, day(on)))?;
    Ok(standing)
}
