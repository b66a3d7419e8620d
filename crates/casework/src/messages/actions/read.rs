//! A member of a family says that they have read what the team wrote.

use access::{Act, actions::WriteMessages};
use kernel::{Error, Id, Result, kinds::Case};

use crate::messages::store;

/// Nothing of one's own thread is new any more.
///
/// # Errors
/// `NotFound` for a case that is not one's own, and where no thread has begun.
pub fn run(act: &Act<'_>, case: Id<Case>) -> Result<()> {
    let grant = act.mine::<WriteMessages>(case)?;
    let thread = store::own(act, &grant)?.ok_or(Error::NotFound)?;
    store::read_by_family(act, thread.id)?;
    grant.note(act, "read the messages of the team")
}
