//! An event in a family's life is noted, by its kind and day alone, or taken back.

use access::{Act, actions::RecordLifeEvents};
use casework::{cases::store as cases, timeline::EventKind};
use jiff::ToSpan;
use kernel::{Date, Error, Id, Result, kinds::Case};

use crate::{
    life_stages::{model::LifeEventKind, store},
    words::{day, tell, whose},
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// What.
    pub kind: LifeEventKind,
    /// On which day, which may be to come.
    pub on: Date,
}

/// Notes an event, also in a closed case: life goes on.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `on` for a day more than two years ahead or a hundred years ago.
pub fn life_event(act: &Act<'_>, id: Id<Case>, input: &Happened) -> Result<()> {
    let grant = act.one::<RecordLifeEvents, Case>(id)?;
    let case = cases::load(act, &grant)?;
    let near = |years: i64| act.today().checked_add(years.years()).unwrap_or(act.today());
    if input.on > near(2) || input.on < near(-100) {
        return Err(Error::field("on", "Enter a day in the past, or within the next two years"));
    }
    let by_family = act.actor().family().is_some();
    let event = store::LifeEvent { id: Id::new(act.now()), kind: input.kind, on: input.on, by_family };
    store::add_event(act, whose(&case), &event)?;
    grant.note(act, &format!("noted a life event: {} {}", input.kind.code(), input.on))?;
    let words = format!("{}: {}.", input.kind.label(), day(input.on));
    tell(act, &case, EventKind::LifeStage, &words)
}

/// Takes an event back that was noted by mistake. A family takes back only what it told itself.
///
/// # Errors
/// `NotFound` for a case of others, and for an event that is not there.
pub fn remove_event(act: &Act<'_>, id: Id<Case>, event: Id<()>) -> Result<()> {
    let grant = act.one::<RecordLifeEvents, Case>(id)?;
    let found = store::events(act, &grant)?.into_iter().find(|e| e.id == event).ok_or(Error::NotFound)?;
    if act.actor().family().is_some() && !found.by_family {
        return Err(Error::NotFound);
    }
    if !store::remove_event(act, &grant, event)? {
        return Err(Error::NotFound);
    }
    let case = cases::load(act, &grant)?;
    grant.note(act, &format!("took back a life event: {} {}", found.kind.code(), found.on))?;
    let words = format!("Noted by mistake, and taken back: {}, {}.", found.kind.label(), day(found.on));
    tell(act, &case, EventKind::LifeStage, &words)
}
