//! A holder of records is asked, and answers. Each has a clock.

use access::{Act, actions::HandleAdults, connections::AdultRequest};
use casework::promises;
use kernel::{Error, Id, Invalid, PromiseKind, Result};
use page::Fields;

use crate::{
    adopted_adults::{
        model::{Holder, Outcome, State},
        store,
    },
    words::{LINE, NOTE},
};

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskHolder {
    /// What kind.
    pub holder: Holder,
    /// Which one.
    pub name: String,
}

/// Reads [`AskHolder`].
pub fn ask_holder_fields(f: &mut Fields) -> Result<AskHolder, Invalid> {
    let holder = f.choice::<Holder>("holder", "Choose who is asked");
    let name = f.required("holder_name", "Enter which one, such as the name of the court", LINE);
    f.finish(|| Some(AskHolder { holder: holder?, name: name? }))
}

/// Records that a holder was asked, and promises to ask again in time.
///
/// # Errors
/// `Refused` by `adult.identity`, `adult.closed`, or `adult.holder` where the route does not lead there.
pub fn ask_holder(act: &Act<'_>, id: Id<AdultRequest>, input: &AskHolder) -> Result<Id<()>> {
    let grant = act.one::<HandleAdults, AdultRequest>(id)?;
    let request = store::load(act, &grant)?;
    request.standing.may_ask(input.holder)?;
    let holder = store::add_holder(act, &grant, input.holder, &input.name)?;
    promises::make(act, super::about(request.agency, holder), PromiseKind::HolderAnswer, act.now())?;
    grant.note(act, &format!("asked: {}", input.holder.code()))?;
    Ok(holder)
}

/// What a holder answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Who answered.
    pub asked: Id<()>,
    /// What came of it.
    pub outcome: Outcome,
    /// What they gave or said.
    pub note: String,
}

/// Reads [`Answer`].
pub fn answer_fields(f: &mut Fields) -> Result<Answer, Invalid> {
    let asked = f.id("asked", "Choose who answered");
    let outcome = f.choice::<Outcome>("outcome", "Choose what they answered");
    let note = f.optional("answer_note", NOTE).unwrap_or_default();
    f.finish(|| Some(Answer { asked: asked?, outcome: outcome?, note }))
}

/// Records the answer of a holder who was asked for this request.
///
/// # Errors
/// `Stale` for one who answered already, or was not asked here; `Refused` by `adult.closed`.
pub fn holder_answers(act: &Act<'_>, id: Id<AdultRequest>, input: &Answer) -> Result<()> {
    let grant = act.one::<HandleAdults, AdultRequest>(id)?;
    if store::load(act, &grant)?.standing.state == State::Closed {
        return Err(Error::refused("adult.closed", "This request is closed. Record a new one."));
    }
    store::answer(act, &grant, input.asked, input.outcome, &input.note)?;
    promises::keep(act, input.asked, PromiseKind::HolderAnswer, act.now())?;
    grant.note(act, &format!("a holder answered: {}", input.outcome.code()))
}
