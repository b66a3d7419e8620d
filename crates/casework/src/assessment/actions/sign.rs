//! A manager signs an assessment that somebody else wrote, or sends it back with what to look at again.

use access::{Act, Look, actions::SignAssessment, audit::changed};
use kernel::{Error, Id, PromiseKind, Result, kinds};

pub use crate::signing::sign::Input;
use crate::{
    assessment::{
        model::{SignOff, State},
        signatures::{self, Signature},
        store::{self, Assessment},
    },
    promises,
    signing::{sign as signing, store as signed},
    timeline::{self, EventKind, NewEvent},
};

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
    signing::may_answer::<SignAssessment>(look, assessment.id, assessment.author)
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
    let state = signing::after::<SignAssessment>(&before, input.answer)?;
    signed::settle(act, &grant, input.answer, state, &input.words)?;
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
