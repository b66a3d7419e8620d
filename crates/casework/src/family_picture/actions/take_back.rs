//! A tie that was recorded by mistake is taken back.

use access::{Act, actions::RecordFamilyTies, members::FamilyTie};
use kernel::{Id, Result, kinds::Case};

use crate::family_picture::store;

/// Takes it out of the picture and the table. What ended is given its last day instead.
///
/// # Errors
/// `NotFound` for another case's; `Stale`.
pub fn run(act: &Act<'_>, case: Id<Case>, id: Id<FamilyTie>, version: i64) -> Result<()> {
    let grant = act.one::<RecordFamilyTies, Case>(case)?;
    store::one(act, &grant, id)?;
    store::take_back(act, &grant, id, version)?;
    grant.note(act, &format!("took a tie back, {id}"))
}
