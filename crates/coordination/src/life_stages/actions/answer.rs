//! A family takes an offer up, or does not: it says so itself, or its worker writes down what it said.

use ::store::figure::Figure;
use access::{Act, actions::AnswerOffers};
use casework::{
    cases::store::{self as cases, CaseState},
    promises::{self, About},
    timeline::EventKind,
};
use kernel::{Id, PromiseKind, Result, Timestamp, kinds::Case, local_date};

use super::offer_of;
use crate::{
    life_stages::{
        measures,
        model::{Offer, State, Way},
        store,
    },
    words::tell,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The stage's code.
    pub stage: String,
    /// Whether the family takes the offer up.
    pub takes_up: bool,
    /// What it says to it; may be empty.
    pub words: String,
}

/// Keeps the answer. Taking up leads one step on: a call is promised, or a new assessment; declining after all takes that
/// promise back. The same answer again changes nothing.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `stage`; `Refused`: `offer-ahead.not-made` where nothing was offered,
/// `offer-ahead.no-call` once the call was held.
pub fn answer(act: &Act<'_>, id: Id<Case>, input: &Answer) -> Result<()> {
    let grant = act.one::<AnswerOffers, Case>(id)?;
    let case = cases::load(act, &grant)?;
    let (stage, before) = offer_of(act, &grant, &input.stage)?;
    let state = before.state.answered(input.takes_up, before.called.is_some())?;
    if state == before.state {
        return Ok(());
    }
    let after = Offer {
        state,
        answered: Some(act.now()),
        by_family: act.actor().family().is_some(),
        ..before.clone()
    };
    store::save(act, &after, act.actor().account())?;
    // Nobody can be assessed whose case is closed: somebody calls first.
    let by_call = stage.way == Way::Call || case.state == CaseState::Closed;
    let next = if by_call { PromiseKind::OfferCall } else { PromiseKind::Assessment };
    if state == State::TakenUp {
        let about = About { agency: case.agency, case: Some(id), enquiry: None, thing: after.id };
        promises::make(act, about, next, act.now())?;
        count(act, &case, &after, act.now(), 1)?;
    } else if before.state == State::TakenUp {
        for kind in [PromiseKind::OfferCall, PromiseKind::Assessment] {
            promises::withdraw(act, before.id, kind)?;
        }
        count(act, &case, &before, before.answered.unwrap_or(act.now()), -1)?;
    }
    grant.note(act, &access::audit::changed(&[(stage.code.as_str(), before.state.code(), state.code())]))?;
    let said = match (state, next) {
        (State::TakenUp, PromiseKind::OfferCall) => "You take it up. Somebody calls you",
        (State::TakenUp, _) => "You take it up. We look at what you need with you",
        _ => "Not now. You can come back to it at any time",
    };
    let own = if input.words.is_empty() { String::new() } else { format!(" In your words: {}", input.words) };
    tell(act, &case, EventKind::LifeStage, &format!("{}: {said}.{own}", stage.name))
}

/// Adds to the figure of what began from an offer, in the month of the answer.
fn count(act: &Act<'_>, case: &cases::Case, offer: &Offer, at: Timestamp, amount: i64) -> Result<()> {
    Figure {
        agency: case.agency,
        measure: measures::TAKEN_UP,
        day: local_date(at),
        council: "",
        part: &offer.stage,
    }
    .add(act.write(), amount)
}
