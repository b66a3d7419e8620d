//! A manager signs a version that somebody else wrote, or sends it back with what to change.

use access::{Act, Grant, Look, One, actions::SignPlan, audit::changed};
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds};
use page::Fields;

use super::note;
pub use crate::signing::sign::Input;
use crate::{
    plan::{
        model::{SignatureState, State},
        signatures::{self, Signature},
        store::{self, Plan},
    },
    promises,
    signing::{sign as signing, store as signed},
};

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside `version`, `answer` or `words`.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    signing::fields::<SignPlan>(f)
}

/// Whether somebody may answer for a version at all, before what they answer.
///
/// # Errors
/// `Refused`: `plan.signature.version` unless the version holds now, `plan.signature.settled` unless it waits,
/// `plan.signature.person` for a key that nobody made, `plan.signature.own` for whoever had a hand in the
/// version, acts in the place of somebody who had, or uses a key of theirs.
pub fn may_answer(look: &Look<'_>, plan: &Plan) -> Result<Signature> {
    if plan.state != State::Current {
        return Err(Error::refused(
            "plan.signature.version",
            "Only the version that holds now is signed. Open the plan to see whether there is a later one.",
        ));
    }
    signing::may_answer::<SignPlan>(look, plan.id, plan.author)
}

/// Signs a version, or sends it back.
///
/// # Errors
/// `NotFound` for a plan of others; `Stale` when the plan changed after it was read; and as [`may_answer`].
pub fn run(act: &Act<'_>, id: Id<kinds::Plan>, input: &Input) -> Result<(Plan, Signature)> {
    let grant = act.one::<SignPlan, kinds::Plan>(id)?;
    let plan = store::load(act, &grant)?;
    let before = may_answer(act, &plan)?;
    if plan.version != input.version {
        return Err(Error::Stale);
    }
    let state = signing::after::<SignPlan>(&before, input.answer)?;
    signed::settle(act, &grant, input.answer, state, &input.words)?;
    promises::keep(act, id.cast(), PromiseKind::PlanSigned, act.now())?;
    told(act, &grant, &plan, before.state, state)?;
    let signature = signatures::of_plan(act, id)?.ok_or(Error::NotFound)?;
    Ok((plan, signature))
}

fn told(
    act: &Act<'_>,
    grant: &Grant<SignPlan, One<kinds::Plan>>,
    plan: &Plan,
    was: SignatureState,
    is: SignatureState,
) -> Result<()> {
    grant.note(act, &changed(&[("signature", was.code(), is.code())]))?;
    match is {
        SignatureState::Signed => {
            let words = format!("A manager read and signed version {} of the support plan.", plan.number);
            note(act, plan, &words, true)
        }
        _ => {
            let words =
                format!("A manager sent version {} of the support plan back to be changed.", plan.number);
            // The plan goes on holding; what comes of it the family hears with the next version.
            note(act, plan, &words, false)
        }
    }
}
