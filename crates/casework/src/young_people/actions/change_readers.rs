//! A young person changes their mind about who reads something. What others read before, they have read.

use access::{Act, actions::OwnYoungRecord, members::YoungWords};
use kernel::{Id, Result};

use crate::young_people::{model::Readers, store};

/// Gives it to other readers from now on.
///
/// # Errors
/// `NotFound` for what is not theirs; `Stale` when it is for these readers already.
pub fn run(act: &Act<'_>, id: Id<YoungWords>, readers: Readers) -> Result<()> {
    let grant = act.own_case::<OwnYoungRecord>()?;
    let before = store::one(act, &grant, id)?;
    store::set_readers(act, &grant, id, readers)?;
    grant.note(act, &format!("{id} for {} and no longer for {}", readers.code(), before.readers.code()))
}
