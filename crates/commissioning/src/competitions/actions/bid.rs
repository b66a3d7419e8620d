//! What a bidder does: ask, decline, bid, and say what there is room for.

use access::{Act, actions::MakeBids, audit::changed, market::Invitation};
use kernel::{Error, FieldError, Id, Invalid, Result};

use crate::{
    catalogue::model::Catalogue,
    competitions::{
        model::{Offer, State},
        store, vault,
    },
    providers::model::{DEAREST_SESSION, SESSION_MINUTES},
};

/// What a bidder keeps of a bid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The how manieth bid of this bidder.
    pub number: u32,
    /// The SHA-256 of what was stored.
    pub receipt: String,
}

/// Asks about a competition; everybody who is invited reads the question with its answer, and not who asked.
///
/// # Errors
/// `NotFound` for an invitation of others; `Refused` (`competition.state`, `competition.late`).
pub fn ask(act: &Act<'_>, id: Id<Invitation>, words: &str) -> Result<()> {
    let grant = act.one::<MakeBids, Invitation>(id)?;
    let c = store::of_invitation(act, &grant)?;
    c.state.must_be(&[State::Open])?;
    if store::is_over(act, &c)? {
        return Err(late());
    }
    let invited = store::one_invited(act, &grant)?;
    store::ask(act, &c, invited.provider, words)?;
    grant.note(act, "question asked")
}

/// Declines to bid.
///
/// # Errors
/// `NotFound`; `Refused` (`competition.state`); `Stale` once a bid was sent.
pub fn decline(act: &Act<'_>, id: Id<Invitation>) -> Result<()> {
    let grant = act.one::<MakeBids, Invitation>(id)?;
    store::of_invitation(act, &grant)?.state.must_be(&[State::Open])?;
    store::decline(act, &grant)?;
    grant.note(act, "declined")
}

/// Takes a bid and encrypts it at once: it is stored as nobody can read it. Another one takes its place until the deadline,
/// which the database's own clock judges in one statement.
///
/// # Errors
/// `NotFound`; `Invalid` by field; `Refused`: `competition.state`, or `competition.late` from the deadline on.
pub fn send_bid(act: &Act<'_>, id: Id<Invitation>, offer: &Offer) -> Result<Sent> {
    let grant = act.one::<MakeBids, Invitation>(id)?;
    let c = store::of_invitation(act, &grant)?;
    c.state.must_be(&[State::Open])?;
    check(offer, c.must_have_terms()?.criteria.len())?;
    if !store::accept(act, &grant)? {
        return Err(late());
    }
    let invited = store::one_invited(act, &grant)?;
    let public =
        c.public_key.as_deref().ok_or_else(|| Error::Internal("a competition without a key".into()))?;
    let plain =
        zeroize::Zeroizing::new(serde_json::to_string(offer).map_err(|e| Error::internal("an offer", e))?);
    let encrypted = vault::seal_bid(public, c.id, id, &plain)?;
    let receipt = vault::receipt(&encrypted);
    store::add_bid(act, &invited, &encrypted, &receipt)?;
    // The log is chained and signed: what stands there of a bid shows a change of it in the database.
    grant.note(act, &changed(&[("bid", "", &invited.bids.to_string()), ("sha-256", "", &receipt)]))?;
    Ok(Sent { number: invited.bids, receipt })
}

fn late() -> Error {
    Error::refused(
        "competition.late",
        "The deadline has passed by the clock of the database, which counts for everybody. Nothing was changed: a bid that you sent \
         before it still counts.",
    )
}

fn check(offer: &Offer, criteria: usize) -> Result<()> {
    let mut wrong = Vec::new();
    if !(1..=DEAREST_SESSION.0).contains(&offer.price) {
        wrong.push(FieldError {
            field: "price".into(),
            message: format!("Enter the price of a session, up to {DEAREST_SESSION}"),
        });
    }
    if !SESSION_MINUTES.contains(&offer.minutes) {
        wrong.push(FieldError {
            field: "minutes".into(),
            message: "Enter the length of a session in minutes, from 15 to 10080".into(),
        });
    }
    for n in 0..criteria {
        if offer.answers.get(n).is_none_or(String::is_empty) {
            wrong.push(FieldError {
                field: format!("answer{}", n + 1),
                message: "Answer this: it is scored".into(),
            });
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}

/// Says what a provider has room for.
///
/// # Errors
/// `Forbidden` for others; `Invalid` on `therapy`.
pub fn state_capacity(act: &Act<'_>, therapy: &str, places: u32, wait_weeks: u32) -> Result<()> {
    let grant = act.own::<MakeBids>()?;
    let provider = act.actor().provider().ok_or(Error::Forbidden)?;
    if Catalogue::shipped()?.find(therapy).is_none() {
        return Err(Error::field("therapy", "Choose an intervention from the catalogue"));
    }
    store::state_capacity(act, provider, therapy, places, wait_weeks)?;
    grant.noted(
        act,
        "provider-capacity",
        provider.cast(),
        &changed(&[(therapy, "", &format!("{places} places, {wait_weeks} weeks"))]),
    )
}
