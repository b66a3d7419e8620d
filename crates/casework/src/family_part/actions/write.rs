//! Somebody of a family writes what they want in the plan, or changes it while nobody answered.

use access::{Act, absences, actions::WriteOwnPart, notices};
use kernel::{Error, Id, Invalid, Result, kinds::Case};
use page::Fields;

use super::note;
use crate::{
    cases::store as cases,
    family_part::{
        model::{Part, Words, check},
        store,
    },
};

/// What the form sends: the version that was read (0 where nothing waits), and the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The version of what waits; 0 for something new.
    pub version: i64,
    /// What they say.
    pub words: Words,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let words = super::words(f);
    f.finish(|| Some(Input { version: version?, words }))
}

/// Keeps it, and tells the coordinator that something waits, with no word of it.
///
/// # Errors
/// `NotFound` for a case that is not one's own; refused by `case.closed`; `Invalid` as [`check`]; `Stale` when it was answered or changed since.
pub fn run(act: &Act<'_>, id: Id<Case>, input: &Input) -> Result<()> {
    let grant = act.mine::<WriteOwnPart>(id)?;
    let me = act.actor().account().ok_or(Error::Forbidden)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    check(&input.words)?;
    let words = input.words.trimmed();
    let open =
        store::own(act, &grant)?.into_iter().find(|p: &Part| p.answer.is_none() && p.account == Some(me));
    match open {
        Some(part) => {
            store::change(act, &grant, &part, input.version, &words)?;
            return grant.note(act, &format!("changed their part of the plan, {}", part.id));
        }
        None if input.version != 0 => return Err(Error::Stale),
        None => {}
    }
    let as_who = store::said_as(act);
    let part = store::add(act, &case, as_who, false, &words)?;
    grant.note(act, &format!("wrote a part of the plan, {part}"))?;
    note(act, &case, as_who, "Somebody of the family wrote what they want in the plan.")?;
    if let Some(coordinator) = case.coordinator {
        notices::mail(
            act,
            absences::answering(act, coordinator)?,
            &format!("family-part:{part}"),
            "A family wrote its part of a plan",
            "A family that you support wrote what it wants in its plan. Sign in to Hearth to read and answer it. It stands beside the plan.",
        )?;
    }
    Ok(())
}
