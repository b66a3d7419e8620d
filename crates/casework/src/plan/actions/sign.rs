//! A manager signs a version that somebody else wrote, or sends it back with what to change.

use access::{Act, Grant, Look, One, actions::SignPlan, approval, audit::changed};
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds};
use page::Fields;

use super::note;
use crate::{
    plan::{
        model::{SignatureAnswer, SignatureState, State, wrong_words},
        signatures::{self, Signature},
        store::{self, Plan},
    },
    promises,
    words::NOTE,
};

/// What a manager answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The version of the plan that was read.
    pub version: i64,
    /// Signed, or sent back.
    pub answer: SignatureAnswer,
    /// What should be changed.
    pub words: String,
}

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside `version`, `answer` or `words`.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let answer = f.choice::<SignatureAnswer>("answer", "Choose whether to sign it or to send it back");
    let words = f.optional("words", NOTE).unwrap_or_default();
    if let Some(wrong) = answer.and_then(|answer| wrong_words(answer, &words)) {
        f.fail("words", wrong.message);
    }
    f.finish(|| Some(Input { version: version?, answer: answer?, words }))
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
    let signature = signatures::of_plan(look, plan.id)?.ok_or_else(|| {
        Error::refused(
            "plan.signature.settled",
            "No signature is asked for under this version: it was made current before signatures were.",
        )
    })?;
    signature.state.after(SignatureAnswer::Sign)?;
    if look.actor().answerable().is_none() {
        return Err(Error::refused(
            "plan.signature.person",
            "A signature is a person's. Sign in as a team manager, or use a key that a team manager made.",
        ));
    }
    approval::by_another(
        look.actor(),
        signatures::writers(look, plan)?.into_iter().chain([signature.asked_by]),
        "plan.signature.own",
        "You had a hand in this version, or act for somebody who had, so somebody else must sign it.",
    )?;
    Ok(signature)
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
    let state = before.state.after(input.answer)?;
    signatures::settle(act, &grant, input.answer, state, &input.words)?;
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
