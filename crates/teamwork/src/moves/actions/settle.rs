//! A dispute ends with who: one agency writes down what the two agreed, and the other confirms it.

use access::{
    Act, Action, Grant, One, Protected,
    actions::{AnswerHandover, OfferHandover},
    teamwork::{HandoverIn, HandoverOut},
};
use casework::promises;
use kernel::{Id, Invalid, PromiseKind, Result, kinds::Case};
use page::Fields;

use super::{await_answer, notify, tell};
use crate::{
    moves::{
        model::{Face, Step},
        store::{self, Changed, Handover},
    },
    words::NOTE,
};

/// How a dispute could end, as the form and the API send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The version that was read.
    pub version: i64,
    /// Whether the case stays with the present agency.
    pub stays: bool,
    /// What was agreed, and on what ground.
    pub words: String,
}

/// Reads [`Proposal`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn proposal_fields(f: &mut Fields) -> Result<Proposal, Invalid> {
    let version = f.version();
    let stays = f.yes_no("stays", "Say whether the case stays with the present agency");
    let words = f.required(
        "words",
        "Write what the two agencies agreed, with whom you spoke and on what ground",
        NOTE,
    );
    f.finish(|| Some(Proposal { version: version?, stays: stays?, words: words? }))
}

/// Reads the version that a step without words is based on.
///
/// # Errors
/// `Invalid` beside the field.
pub fn version_fields(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

fn propose<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    mut h: Handover,
    face: Face,
    input: &Proposal,
) -> Result<()> {
    h.state = h.state.after(Step::Propose)?;
    (h.proposed, h.proposed_words) = (Some((face, input.stays)), input.words.clone());
    store::save(act, grant, Changed(&h, input.version))?;
    grant.note(act, if input.stays { "proposed: stays" } else { "proposed: passes" })?;
    let (other, name) = match face {
        Face::From => (h.to, &h.from_name),
        Face::To => (h.from, &h.to_name),
    };
    notify(act, other, &h, "proposed", &format!("{name} wrote down how a dispute over a case could end."))
}

/// The present agency writes down what was agreed.
///
/// # Errors
/// `NotFound`; `Refused`: `handover.stage`; `Stale`.
pub fn propose_out(act: &Act<'_>, id: Id<HandoverOut>, input: &Proposal) -> Result<Handover> {
    let grant = act.one::<OfferHandover, HandoverOut>(id)?;
    propose(act, &grant, store::load_out(act, &grant)?, Face::From, input)?;
    store::load_out(act, &grant)
}

/// The other agency writes down what was agreed.
///
/// # Errors
/// `NotFound`; `Refused`: `handover.stage`; `Stale`.
pub fn propose_in(act: &Act<'_>, id: Id<HandoverIn>, input: &Proposal) -> Result<Handover> {
    let grant = act.one::<AnswerHandover, HandoverIn>(id)?;
    propose(act, &grant, store::load_in(act, &grant)?, Face::To, input)?;
    store::load_in(act, &grant)
}

fn agree<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    mut h: Handover,
    old: Id<Case>,
    face: Face,
    version: i64,
) -> Result<()> {
    face.may_settle(h.proposed.map(|(by, _)| by))?;
    let stays = h.proposed.is_some_and(|(_, stays)| stays);
    h.state = h.state.after(Step::Settle { stays })?;
    promises::keep(act, h.id.cast(), PromiseKind::DisputeSettled, act.now())?;
    if stays {
        h.ended = Some(act.now());
    } else {
        await_answer(act, &mut h)?;
    }
    store::save(act, grant, Changed(&h, version))?;
    grant.note(act, if stays { "settled: stays" } else { "settled: passes" })?;
    let told = if stays {
        format!("The two agencies agreed: {} goes on with your support.", h.from_name)
    } else {
        format!(
            "The two agencies agreed: {} takes your support over. Until it does, {} goes on.",
            h.to_name, h.from_name
        )
    };
    tell(act, h.from, old, &told, true)?;
    let (other, name) = match face {
        Face::From => (h.to, &h.from_name),
        Face::To => (h.from, &h.to_name),
    };
    notify(act, other, &h, "settled", &format!("{name} agreed how a dispute over a case ends."))
}

/// The present agency agrees with what the other wrote down.
///
/// # Errors
/// `NotFound`; `Refused`: `handover.own`, `handover.stage`; `Stale`.
pub fn agree_out(act: &Act<'_>, id: Id<HandoverOut>, version: i64) -> Result<Handover> {
    let grant = act.one::<OfferHandover, HandoverOut>(id)?;
    let h = store::load_out(act, &grant)?;
    let old = h.case.ok_or(kernel::Error::NotFound)?;
    agree(act, &grant, h, old, Face::From, version)?;
    store::load_out(act, &grant)
}

/// The other agency agrees with what the present one wrote down. Gives nothing where the case stays: then it is not the other agency's to read.
///
/// # Errors
/// `NotFound`; `Refused`: `handover.own`, `handover.stage`; `Stale`.
pub fn agree_in(act: &Act<'_>, id: Id<HandoverIn>, version: i64) -> Result<()> {
    let grant = act.one::<AnswerHandover, HandoverIn>(id)?;
    let (h, old) = (store::load_in(act, &grant)?, store::old_case(act, &grant)?);
    agree(act, &grant, h, old, Face::To, version)
}
