//! A manager signs an assessment that somebody else wrote, or sends it back with what to look at again.

use access::{Act, Look, actions::SignAssessment, approval, audit::changed};
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds};
use page::Fields;

use crate::{
    assessment::{
        model::{SignAnswer, SignOff, State, wrong_sign_words},
        signatures::{self, Signature},
        store::{self, Assessment},
    },
    promises,
    timeline::{self, EventKind, NewEvent},
    words::NOTE,
};

/// What a manager answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The version of the assessment that was read.
    pub version: i64,
    /// Signed, or sent back.
    pub answer: SignAnswer,
    /// What should be looked at again.
    pub words: String,
}

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside `version`, `answer` or `words`.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let version = f.version();
    let answer = f.choice::<SignAnswer>("answer", "Choose whether to sign it or to send it back");
    let words = f.optional("words", NOTE).unwrap_or_default();
    if let Some(wrong) = answer.and_then(|answer| wrong_sign_words(answer, &words)) {
        f.fail("words", wrong.message);
    }
    f.finish(|| Some(Input { version: version?, answer: answer?, words }))
}

/// Whether somebody may answer for an assessment at all, before what they answer.
///
/// # Errors
/// `Refused`: `assessment.signature.draft` before it is complete, `assessment.signature.settled` unless it waits,
/// `assessment.signature.person` for a key that nobody made, `assessment.signature.own` for whoever had a hand in it, acts
/// in the place of somebody who had, or uses a key of theirs.
pub fn may_answer(look: &Look<'_>, assessment: &Assessment) -> Result<Signature> {
    if assessment.state != State::Complete {
        return Err(Error::refused(
            "assessment.signature.draft",
            "An assessment is signed once it is complete. This one is still being written.",
        ));
    }
    let signature = signatures::of(look, assessment.id)?.ok_or_else(|| {
        Error::refused(
            "assessment.signature.settled",
            "No signature is asked for under this assessment: it was completed before signatures were.",
        )
    })?;
    signature.state.after(SignAnswer::Sign)?;
    if look.actor().answerable().is_none() {
        return Err(Error::refused(
            "assessment.signature.person",
            "A signature is a person's. Sign in as a team manager, or use a key that a team manager made.",
        ));
    }
    approval::by_another(
        look.actor(),
        signatures::writers(look, assessment)?.into_iter().chain([signature.asked_by]),
        "assessment.signature.own",
        "You had a hand in this assessment, or act for somebody who had, so somebody else must sign it.",
    )?;
    Ok(signature)
}

/// Signs an assessment, or sends it back.
///
/// # Errors
/// `NotFound` for an assessment of others; `Stale` when it is not the version that was read, or somebody answered in the same
/// moment; and as [`may_answer`].
pub fn run(act: &Act<'_>, id: Id<kinds::Assessment>, input: &Input) -> Result<Signature> {
    let grant = act.one::<SignAssessment, kinds::Assessment>(id)?;
    let assessment = store::load(act, &grant)?;
    let before = may_answer(act, &assessment)?;
    if assessment.version != input.version {
        return Err(Error::Stale);
    }
    let state = before.state.after(input.answer)?;
    signatures::settle(act, &grant, input.answer, state, &input.words)?;
    promises::keep(act, id.cast(), PromiseKind::AssessmentSigned, act.now())?;
    grant.note(act, &changed(&[("signature", before.state.code(), state.code())]))?;
    let (words, family_sees) = match state {
        SignOff::Signed => ("A manager read and signed the assessment of need.", true),
        // What comes of it the family hears with the next assessment.
        _ => ("A manager sent the assessment of need back, to be looked at again.", false),
    };
    let link = format!("/assessments/{id}");
    timeline::note(
        act,
        NewEvent {
            agency: assessment.agency,
            case: assessment.case,
            kind: EventKind::Assessment,
            words,
            link: Some(&link),
            family_sees,
        },
    )?;
    signatures::of(act, id)?.ok_or(Error::NotFound)
}
