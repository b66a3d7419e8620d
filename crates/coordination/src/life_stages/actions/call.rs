//! Somebody called a family that took an offer up, and says what came of it.

use access::{Act, actions::MakeOffersAhead};
use casework::{
    cases::store as cases,
    promises::{self, About},
    timeline::EventKind,
};
use kernel::{Error, Id, PromiseKind, Result, kinds::Case};

use super::offer_of;
use crate::{
    life_stages::{
        model::{Step, rule},
        store,
    },
    words::tell,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// The stage's code.
    pub stage: String,
    /// What came of the call.
    pub next: Step,
    /// In words that the family reads; may be empty.
    pub words: String,
}

/// Keeps the promise of a call. Where a new look at what is needed begins, its own time is promised.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `stage`; `Refused`: `offer-ahead.no-call` when no call is promised, and
/// `case.closed` for an assessment while the case is closed.
pub fn call(act: &Act<'_>, id: Id<Case>, input: &Called) -> Result<()> {
    let grant = act.one::<MakeOffersAhead, Case>(id)?;
    let case = cases::load(act, &grant)?;
    let (stage, offer) = offer_of(act, &grant, &input.stage)?;
    if !promises::keep(act, offer.id, PromiseKind::OfferCall, act.now())? {
        let why = "No call is promised about this offer: it was not taken up, or somebody called already.";
        return Err(Error::refused(rule::NO_CALL, why));
    }
    if input.next == Step::Assess {
        cases::must_be_open(&case)?;
        let about = About { agency: case.agency, case: Some(id), enquiry: None, thing: offer.id };
        promises::make(act, about, PromiseKind::Assessment, act.now())?;
    }
    store::called(act, &offer)?;
    grant.note(act, &format!("called about an offer, {}: {}", stage.code, input.next.code()))?;
    let mut words = format!("{}: we called you. {}.", stage.name, input.next.label());
    if !input.words.is_empty() {
        words.push(' ');
        words.push_str(&input.words);
    }
    tell(act, &case, EventKind::LifeStage, &words)
}
