//! What can be done about other plans: write one down, change it.

#[cfg(test)]
mod tests;

use access::{Act, actions::EditPlan, audit::differences};
use kernel::{Error, Id, Result, kinds::Case};

use super::{form::Written, model::OtherPlan, store};
use crate::cases;

/// The rule by the code that a refusal carries: there are too many already.
pub const FULL: &str = "other-plan.full";

/// Writes another plan down.
///
/// # Errors
/// `NotFound` for a case of others; `Refused` by `case.closed` or `other-plan.full`.
pub fn add(act: &Act<'_>, case: Id<Case>, input: &Written) -> Result<OtherPlan> {
    let grant = act.one::<EditPlan, Case>(case)?;
    cases::store::must_be_open(&cases::store::load(act, &grant)?)?;
    if store::of_case(act, &grant)?.len() >= store::MOST {
        return Err(Error::refused(FULL, "There is no room for more. Change one that has ended instead."));
    }
    let new = OtherPlan {
        id: Id::new(act.now()),
        kind: input.kind,
        content: input.content.clone(),
        review: input.review,
        ended: input.ended,
        added: act.now(),
        by: act.actor().account(),
        version: 1,
    };
    store::insert(act, &grant, &new)?;
    grant.note(act, &format!("another plan: {} added", new.kind.code()))?;
    Ok(new)
}

/// Changes another plan that was read as `version`, or says that it has ended.
///
/// # Errors
/// `NotFound` for what belongs to others or to another case; `Stale` when somebody changed it since; `Refused` by `case.closed`.
pub fn change(act: &Act<'_>, case: Id<Case>, id: Id<()>, version: i64, input: &Written) -> Result<OtherPlan> {
    let grant = act.one::<EditPlan, Case>(case)?;
    let before = store::one(act, &grant, id)?;
    cases::store::must_be_open(&cases::store::load(act, &grant)?)?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let after = OtherPlan {
        kind: input.kind,
        content: input.content.clone(),
        review: input.review,
        ended: input.ended,
        version: version + 1,
        ..before.clone()
    };
    store::save(act, &grant, version, &after)?;
    grant.note(act, &differences(&before.content, &after.content)?)?;
    Ok(after)
}
