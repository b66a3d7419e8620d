//! Two of three openers open the bids together, each with their own sign-in and passphrase.

use access::{Act, Look, actions::OpenBids, audit::changed, market::Opener};
use kernel::{Error, Id, Result};

use super::oneself;
use crate::competitions::{
    model::{Offer, State},
    store::{self, Chosen},
    vault::{self, OpenerKey},
};

/// What came of an opener's passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The first of two: a second opener is needed.
    Waits,
    /// The bids are open: how many could be opened, and how many could not.
    Open(usize, usize),
}

/// Whether an opener may give their passphrase now, and the key that it unlocks. Asked before the passphrase is tried, which
/// takes long: before the deadline, by the database's clock, nobody gets as far.
///
/// # Errors
/// `NotFound` for anybody but the opener; `Refused`: `competition.state`, `competition.early`, `competition.passed`.
pub fn may_open(look: &Look<'_>, id: Id<Opener>) -> Result<(Chosen, Vec<u8>)> {
    let grant = look.one::<OpenBids, Opener>(id)?;
    let c = store::of_opener(look, &grant)?;
    let openers = store::openers(look, &c)?;
    let me = openers.iter().find(|o| o.id == id).ok_or(Error::NotFound)?;
    oneself(look, me.account)?;
    c.state.must_be(&[State::Open])?;
    if !store::is_over(look, &c)? {
        return Err(Error::refused(
            "competition.early",
            "Bids can still be sent: nobody opens them before the deadline, which the database's own clock judges.",
        ));
    }
    if me.passed_at.is_some() {
        return Err(Error::refused(
            "competition.passed",
            "You have done your part. Another opener is needed now.",
        ));
    }
    let locked = me.locked.clone().ok_or_else(|| Error::Internal("an opener without a lock".into()))?;
    Ok((c, locked))
}

/// Gives an opener's share. The first one's is sealed to the other openers; with the second one's the key is put together in
/// memory, every last bid is opened, and the key is let go.
///
/// # Errors
/// As [`may_open`], and `Refused` (`competition.share`) when something was changed in the database.
pub fn open(act: &Act<'_>, id: Id<Opener>, key: &OpenerKey) -> Result<Opening> {
    let (c, _) = may_open(act, id)?;
    let grant = act.one::<OpenBids, Opener>(id)?;
    let openers = store::openers(act, &c)?;
    let me = openers.iter().find(|o| o.id == id).ok_or(Error::NotFound)?;
    let own = me.held()?;
    let Some(passed) = store::passed_to(act, id)? else {
        for other in openers.iter().filter(|o| o.id != id) {
            let public =
                other.public.as_deref().ok_or_else(|| Error::Internal("an opener without a key".into()))?;
            store::add_pass(act, id, other.id, &vault::pass(key, c.id, &own, (other.id, public))?)?;
        }
        store::set_passed(act, id)?;
        grant.note(act, &changed(&[("opening", "", "first share given")]))?;
        return Ok(Opening::Waits);
    };
    let public =
        c.public_key.as_deref().ok_or_else(|| Error::Internal("a competition without a key".into()))?;
    let whole = vault::combine(key, c.id, public, &own, &passed)?;
    let criteria = c.must_have_terms()?.criteria.len();
    let (mut opened, mut spoilt) = (0, 0);
    for bid in store::last_bids(act, &c)? {
        // Not what was stored when its receipt was given: somebody put another in its place.
        let as_sent = vault::receipt(&bid.encrypted) == bid.receipt;
        let offer = vault::open_bid(&whole, c.id, bid.invitation, &bid.encrypted)
            .filter(|_| as_sent)
            .and_then(|text| serde_json::from_str::<Offer>(&text).ok())
            .filter(|offer| offer.answers.len() == criteria);
        match offer {
            Some(offer) => {
                store::set_bid_opened(act, bid.id, &offer)?;
                opened += 1;
            }
            // Changed after it was sent: it counts for nothing, and holds up nobody else's.
            None => {
                store::set_spoilt(act, bid.id)?;
                spoilt += 1;
            }
        }
    }
    drop(whole);
    store::set_passed(act, id)?;
    store::set_opened(act, &c)?;
    let names = openers.iter().filter(|o| o.id == id || o.id == passed.opener);
    let by: Vec<String> = names.map(|o| o.account.to_string()).collect();
    grant.note(
        act,
        &changed(&[
            ("status", c.state.code(), "opened"),
            ("opened by", "", &by.join(" ")),
            ("bids opened", "", &opened.to_string()),
            ("bids that could not be opened", "", &spoilt.to_string()),
        ]),
    )?;
    Ok(Opening::Open(opened, spoilt))
}
