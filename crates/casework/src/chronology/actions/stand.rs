//! Takes an entry out of the chronology, or puts it back: nothing is lost by a wrong click.

use access::{Act, actions::EditAssessment};
use kernel::{Error, Id, Result, kinds::Case};

use super::{must_be_open, must_have_room};
use crate::chronology::{
    model::{Entry, Standing},
    store,
};

/// Says whether an entry, read as `version`, stands in the chronology.
///
/// # Errors
/// `NotFound` for an entry of others; `Stale` when somebody changed it since; `Refused` by `case.closed`, or by
/// `chronology.full` when it is put back.
pub fn stand(
    act: &Act<'_>,
    case: Id<Case>,
    entry: Id<()>,
    version: i64,
    standing: Standing,
) -> Result<Entry> {
    let grant = act.one::<EditAssessment, Case>(case)?;
    let before = store::one(act, &grant, entry)?;
    must_be_open(act, &grant)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    if standing == Standing::Kept && before.standing == Standing::Out {
        must_have_room(act, &grant, 1)?;
    }
    store::stand(act, &grant, version, entry, standing)?;
    grant.note(act, &format!("chronology {entry}: {} -> {}", before.standing.code(), standing.code()))?;
    Ok(Entry { standing, version: version + 1, ..before })
}
