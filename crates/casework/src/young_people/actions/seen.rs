//! A worker says that they have read what a young person wrote, so that the young person knows.

use access::{Act, actions::SeeYoungWords, members::YoungWords};
use kernel::{Id, Result, kinds::Case};

use crate::young_people::store;

/// Notes who read it and when.
///
/// # Errors
/// `NotFound` for another case's; `Stale` when somebody did before.
pub fn run(act: &Act<'_>, case: Id<Case>, id: Id<YoungWords>) -> Result<()> {
    let grant = act.one::<SeeYoungWords, Case>(case)?;
    store::one(act, &grant, id)?;
    store::set_seen(act, &grant, id)?;
    grant.note(act, &format!("read what the young person wrote, {id}"))
}
