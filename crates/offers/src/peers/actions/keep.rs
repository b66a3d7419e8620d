//! Somebody volunteers, and what changes about them.

use access::{Act, actions::KeepMentors, audit, offers::Mentor as Kind};
use casework::promises;
use kernel::{Date, Error, Id, PromiseKind, Result};

use super::promise;
use crate::peers::{
    model::{Mentor, Stand, rule},
    store,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Their name.
    pub name: String,
    /// How to reach them.
    pub contact: String,
    /// What they bring, and what they would rather not; may be empty.
    pub note: String,
    /// When they finished their training.
    pub trained: Option<Date>,
    /// Until when their checks hold.
    pub checked_until: Option<Date>,
    /// How they stand.
    pub stand: Stand,
}

/// Writes down somebody who volunteers. They are seen for the first time within the promised time.
///
/// # Errors
/// `Forbidden` for other roles; `Invalid` on `trained` for a day to come.
pub fn add_mentor(act: &Act<'_>, input: &Input) -> Result<Mentor> {
    let grant = act.agency::<KeepMentors>()?;
    not_to_come(act, input)?;
    let due = promises::term(act, grant.agency(), PromiseKind::MentorSupervision)?
        .due(act.now(), kernel::Calendar::england());
    let mentor = Mentor {
        id: Id::new(act.now()),
        agency: grant.agency(),
        name: input.name.clone(),
        contact: input.contact.clone(),
        note: input.note.clone(),
        trained: input.trained,
        checked_until: input.checked_until,
        supervise_by: kernel::local_date(due),
        stand: input.stand,
        version: 1,
    };
    store::insert(act, &mentor)?;
    promise(act, &mentor)?;
    grant.noted(act, "mentor", mentor.id.cast(), None, "added")?;
    Ok(mentor)
}

/// Changes what is written of a mentor. One who stands beside families cannot leave before these are told.
///
/// # Errors
/// `NotFound` for another agency's; `Invalid` on `trained`; `Refused` (`mentor.matched`); `Stale`.
pub fn change_mentor(act: &Act<'_>, id: Id<Kind>, version: i64, input: &Input) -> Result<Mentor> {
    let grant = act.one::<KeepMentors, _>(id)?;
    not_to_come(act, input)?;
    let before = store::load(act, &grant)?;
    if input.stand == Stand::Left && !store::standing(act, &grant)?.is_empty() {
        return Err(Error::refused(
            rule::MATCHED,
            "This mentor stands beside a family. End that first, so that the family is told.",
        ));
    }
    let after = Mentor {
        name: input.name.clone(),
        contact: input.contact.clone(),
        note: input.note.clone(),
        trained: input.trained,
        checked_until: input.checked_until,
        stand: input.stand,
        ..before.clone()
    };
    store::change(act, &grant, version, &after)?;
    if after.stand != before.stand {
        promise(act, &after)?;
    }
    let day = |day: Option<Date>| day.map_or(String::new(), |d| d.to_string());
    let told = audit::changed(&[
        ("stand", before.stand.code(), after.stand.code()),
        ("trained", &day(before.trained), &day(after.trained)),
        ("checked_until", &day(before.checked_until), &day(after.checked_until)),
    ]);
    grant.note(act, &told)?;
    store::load(act, &grant)
}

fn not_to_come(act: &Act<'_>, input: &Input) -> Result<()> {
    match input.trained {
        Some(day) if day > act.today() => Err(Error::field(
            "trained",
            "Enter today or an earlier day, or leave it empty until the training is over",
        )),
        _ => Ok(()),
    }
}
