//! What can be done about a child's schooling: save what is so, write down what happened, take that out again.

#[cfg(test)]
mod tests;

use access::{Act, actions::RecordEducation, audit::differences};
use casework::{cases::store as cases, chronology::model::Standing};
use kernel::{Date, Error, Id, Result, kinds::Case};

use super::{
    form::NewEvent,
    model::{Event, Schooling},
    store::{self, Saved},
};

/// The rule by the code that a refusal carries: there are too many already.
pub const FULL: &str = "education.full";
/// The most that is kept of one child.
const MOST: usize = 1_000;

/// Saves a child's schooling, read as `version`; 0 when nothing was saved before.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` by `case.closed`; `Stale` when somebody saved it since; `Invalid` beside a day of the past that lies
/// ahead.
pub fn save(act: &Act<'_>, id: Id<Case>, version: i64, schooling: &Schooling) -> Result<Saved> {
    let grant = act.one::<RecordEducation, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    let ahead = |day: Option<Date>| day.is_some_and(|day| day > act.today());
    for (field, day) in [("reviewed", schooling.reviewed), ("attendance-on", schooling.attendance_on)] {
        if ahead(day) {
            return Err(Error::field(field, "Enter today, or a day before"));
        }
    }
    let before = store::of_case(act, &grant)?;
    if before.as_ref().map_or(0, |b| b.version) != version {
        return Err(Error::Stale);
    }
    let new = Saved {
        schooling: schooling.clone(),
        at: act.now(),
        by: act.actor().account(),
        version: version + 1,
    };
    store::save(act, &grant, &case, version, &new)?;
    let was = before.map(|b| b.schooling).unwrap_or_default();
    grant.note(act, &differences(&was, schooling)?)?;
    Ok(new)
}

/// Writes down what happened at school, or what was done about it.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` by `case.closed` or `education.full`; `Invalid` beside `on` for a day to come.
pub fn add(act: &Act<'_>, id: Id<Case>, input: &NewEvent) -> Result<Event> {
    let grant = act.one::<RecordEducation, Case>(id)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    if input.on > act.today() {
        return Err(Error::field("on", "Enter today, or a day before"));
    }
    if store::events(act, &grant)?.len() >= MOST {
        return Err(Error::refused(
            FULL,
            "There is no room for more. Put the rest into the child's documents.",
        ));
    }
    let new = Event {
        id: Id::new(act.now()),
        case: id,
        kind: input.kind,
        on: input.on,
        half_days: input.half_days,
        minutes: input.minutes,
        words: input.words.clone(),
        standing: Standing::Kept,
        added: act.now(),
        by: act.actor().account(),
        version: 1,
    };
    store::add(act, &case, &new)?;
    grant.note(act, &format!("{} on {}: {} minutes", new.kind.code(), new.on, new.minutes))?;
    Ok(new)
}

/// Takes something out, or puts it back.
///
/// # Errors
/// `NotFound` for what belongs to others or to another case; `Stale`; `Refused` by `case.closed`.
pub fn stand(act: &Act<'_>, id: Id<Case>, event: Id<()>, version: i64, standing: Standing) -> Result<Event> {
    let grant = act.one::<RecordEducation, Case>(id)?;
    let before = store::event(act, &grant, event)?;
    cases::must_be_open(&cases::load(act, &grant)?)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    store::stand(act, &grant, version, event, standing)?;
    grant.note(act, &format!("{} on {}: {}", before.kind.code(), before.on, standing.code()))?;
    Ok(Event { standing, version: version + 1, ..before })
}
