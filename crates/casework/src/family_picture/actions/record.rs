//! A worker records who matters to the child.

use access::{Act, actions::RecordFamilyTies, members::FamilyTie};
use kernel::{Id, Result, kinds::Case};

use super::{Input, all_right};
use crate::{cases::store as cases, family_picture::store};

/// Keeps it.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on what is wrong: see [`super::super::model::check`].
pub fn run(act: &Act<'_>, case: Id<Case>, input: &Input) -> Result<Id<FamilyTie>> {
    let grant = act.one::<RecordFamilyTies, Case>(case)?;
    all_right(input, act.today())?;
    let id = store::add(act, &cases::load(act, &grant)?, input.kind, &input.details)?;
    grant.note(act, &format!("recorded a tie, {id}: {}", input.kind.code()))?;
    Ok(id)
}
