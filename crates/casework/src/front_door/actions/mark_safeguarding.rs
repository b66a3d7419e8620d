//! A safeguarding concern is marked: the enquiry takes the protocol path (requirement FD3).

use access::{Act, actions::TriageEnquiry};
use kernel::{Id, Result, kinds};

use super::{Record, at_version, path, rows, step};
use crate::{
    front_door::model,
    timeline::{self, EventKind, NewEvent},
};

/// Marks a concern, in any state. The first mark keeps its instant; each concern is kept
/// in the history.
///
/// # Errors
/// `Invalid` on `concern`; [`kernel::Error::Stale`].
pub fn mark_safeguarding(
    act: &Act<'_>,
    id: Id<kinds::Enquiry>,
    version: i64,
    concern: &str,
) -> Result<Record> {
    let grant = act.one::<TriageEnquiry, kinds::Enquiry>(id)?;
    let mut record = at_version(rows::load(act, &grant)?, version)?;
    record.safeguarding = Some(model::mark_safeguarding(record.safeguarding, concern, act.now())?);
    record.history.push(step(act, rows::Did::Safeguarding, concern));
    rows::save(act, &grant, &record)?;
    record.version += 1;
    if let Some(case) = record.case {
        let link = path(id);
        timeline::note(
            act,
            NewEvent {
                agency: record.agency,
                case,
                kind: EventKind::Safeguarding,
                words: "A safeguarding concern was marked on the enquiry.",
                link: Some(&link),
                // Who is told, and when, is decided on the safeguarding path.
                family_sees: false,
            },
        )?;
    }
    grant.note(act, rows::Did::Safeguarding.label())?;
    Ok(record)
}
