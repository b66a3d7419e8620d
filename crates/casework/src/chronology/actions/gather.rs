//! Takes lines of the timeline into the chronology. Each is taken once, with the day on which it was written.

use access::{
    Act,
    actions::{EditAssessment, ViewCase},
};
use kernel::{Error, Id, Result, kinds, local_date};

use super::{must_be_open, must_have_room};
use crate::{
    chronology::{
        model::{Entry, Kind, Standing, When},
        pages::gather::LINES,
        store,
    },
    timeline,
};

/// Takes lines in. Those that were taken before are left as they are. Gives how many are new.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` beside `events` for a line that is not among the newest of this case; `Refused` by
/// `case.closed` or `chronology.full`.
pub fn gather(
    act: &Act<'_>,
    case: Id<kinds::Case>,
    events: &[Id<kinds::Event>],
    kind: Kind,
) -> Result<usize> {
    let grant = act.one::<EditAssessment, kinds::Case>(case)?;
    must_be_open(act, &grant)?;
    let lines = timeline::latest(act, &act.one::<ViewCase, kinds::Case>(case)?, LINES)?;
    let taken = store::taken(act, &grant)?;
    let mut new = Vec::new();
    for id in events {
        let line = lines.iter().find(|line| line.id == *id).ok_or_else(|| {
            Error::field("events", "Choose from the lines on this page: open it again to see the newest")
        })?;
        if !taken.contains(id) && !new.iter().any(|e: &Entry| e.event == Some(*id)) {
            new.push(Entry {
                id: Id::new(act.now()),
                when: When::on(local_date(line.at)),
                kind,
                words: line.words.clone(),
                source: "The timeline".into(),
                event: Some(*id),
                standing: Standing::Kept,
                added: act.now(),
                by: act.actor().account(),
                version: 1,
            });
        }
    }
    must_have_room(act, &grant, new.len())?;
    for entry in &new {
        store::insert(act, &grant, entry)?;
    }
    grant.note(act, &format!("chronology: {} lines of the timeline taken in, {}", new.len(), kind.code()))?;
    Ok(new.len())
}
