//! A worker notes a step of the preparation.

use access::Act;
use casework::of_age::{
    model::{StepKind, Wish},
    store,
};
use kernel::{Error, Id, Invalid, Result, kinds::Case};
use page::Fields;

use super::of_case;
use crate::words::NOTE;

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::of_age) struct Input {
    /// Which step.
    pub step: StepKind,
    /// What they said, where they were asked whether they want to sign in.
    pub wish: Option<Wish>,
    /// What was said or agreed.
    pub note: String,
}

/// Reads [`Input`].
///
/// # Errors
/// What is wrong, beside each field.
pub(in crate::of_age) fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let step = f.choice::<StepKind>("step", "Choose what was done");
    let wish = f.choice_opt::<Wish>("wish", "Choose what they said");
    let note = f.optional("note", NOTE).unwrap_or_default();
    f.finish(|| Some(Input { step: step?, wish, note }))
}

/// Keeps it. The newest note of a step is how it stands.
///
/// # Errors
/// `NotFound` for another agency's case; `Invalid` on `step` for what an invitation notes by itself, on `wish` without their
/// answer, and on `note` where nothing says who supports them.
pub(in crate::of_age) fn run(act: &Act<'_>, id: Id<Case>, input: &Input) -> Result<()> {
    let (grant, case, _) = of_case(act, id)?;
    match input.step {
        StepKind::Identity => return Err(Error::field("step", "This is noted when you invite them")),
        StepKind::Account if input.wish.is_none() => {
            return Err(Error::field("wish", "Choose whether they want to sign in"));
        }
        StepKind::Support => super::says_enough("note", &input.note, "Say who supports them from 18 on")?,
        _ => {}
    }
    let wish = input.wish.filter(|_| input.step == StepKind::Account);
    store::add(act, &case, input.step, wish, input.note.trim())?;
    let said = wish.map_or(String::new(), |w| format!(", {}", w.code()));
    grant.note(act, &format!("towards 18: {}{said}", input.step.code()))
}
