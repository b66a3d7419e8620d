//! The end of a choice: awarded, agreed to, closed, ordered.

use access::{
    Act, Look,
    actions::{PlaceOrder, RunCompetition},
    audit::changed,
    market::Competition,
};
use kernel::{Calendar, Error, Id, Pence, Result, kinds};

use super::{step, tell, terms::by_another};
use crate::{
    competitions::{
        model::{Ranked, Route, Scored, State, may_be_ordered, rank},
        store::{self, Award, BidRow, Chosen},
    },
    orders::{
        actions::{Input, place_awarded, place_order},
        model::OrderKind,
    },
};

/// The bids of a moderated competition by their points, the best first.
///
/// # Errors
/// Those of the store.
pub(in crate::competitions) fn ranked(look: &Look<'_>, c: &Chosen) -> Result<Vec<(Ranked, BidRow)>> {
    let terms = c.must_have_terms()?;
    let scores = store::scores(look, c)?;
    let bids = store::last_bids(look, c)?;
    let scored: Vec<Scored> = bids
        .iter()
        .filter_map(|b| {
            let offer = b.offer.as_ref()?;
            let scores = (0..terms.criteria.len())
                .map(|n| {
                    let own =
                        scores.iter().find(|s| s.bid == b.id && s.assessor.is_none() && s.criterion == n);
                    own.map_or(0, |s| s.score)
                })
                .collect();
            Some(Scored { bid: b.id, price: Pence(offer.price), scores })
        })
        .collect();
    let placed = rank(terms, &scored);
    Ok(placed
        .into_iter()
        .filter_map(|r| bids.iter().find(|b| b.id == r.bid).map(|b| (r, b.clone())))
        .collect())
}

/// Awards to the best bid, with the reasons, and a standstill of whole days if one is wanted.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused`: `competition.state`, `competition.own`, `competition.bids` without a bid that could be opened.
pub fn award(
    act: &Act<'_>,
    id: Id<Competition>,
    words: &str,
    standstill_days: i32,
    version: i64,
) -> Result<()> {
    let grant = act.one::<RunCompetition, Competition>(id)?;
    let c = store::load(act, &grant)?;
    c.state.must_be(&[State::Moderated])?;
    by_another(act, &c)?;
    if let Some(me) = store::assessors(act, &c)?.iter().find(|a| a.free == Some(false))
        && act.actor().account() == Some(me.account)
    {
        return Err(Error::refused(
            "competition.conflict",
            "You declared a conflict, so somebody else must award.",
        ));
    }
    let placed = ranked(act, &c)?;
    let Some((_, best)) = placed.first() else {
        return Err(Error::refused(
            "competition.bids",
            "There is no bid to award to. Close the competition, with the reason.",
        ));
    };
    let offer = best.offer.as_ref().ok_or_else(|| Error::Internal("a ranked bid without an offer".into()))?;
    let until = (standstill_days > 0).then(|| Calendar::england().add_days(act.today(), standstill_days));
    let award = Award {
        provider: best.provider,
        price: Some(Pence(offer.price)),
        minutes: Some(offer.minutes),
        words,
        standstill_until: until,
    };
    store::set_awarded(act, &c, version, &award)?;
    told_of_the_end(act, &c)?;
    grant.note(
        act,
        &changed(&[
            ("status", c.state.code(), "awarded"),
            ("to", "", &best.name),
            ("price", "", &Pence(offer.price).to_string()),
            ("standstill until", "", &until.map(|d| d.to_string()).unwrap_or_default()),
        ]),
    )
}

fn told_of_the_end(act: &Act<'_>, c: &Chosen) -> Result<()> {
    for invited in store::invited(act, c)? {
        tell(
            act,
            invited.provider,
            &format!("ended-{}", invited.id),
            "A competition has ended",
            &format!(
                "{} has ended. Sign in to Hearth and choose “Bids” to read how it ended and why.",
                c.reference
            ),
        )?;
    }
    Ok(())
}

/// Agrees to a direct award or to the family's choice: by somebody else than who asked for it, at the provider's listed price.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused`: `competition.state`, `competition.route`, `competition.own`.
pub fn agree(act: &Act<'_>, id: Id<Competition>, words: &str, version: i64) -> Result<()> {
    let grant = act.one::<RunCompetition, Competition>(id)?;
    let c = store::load(act, &grant)?;
    c.state.must_be(&[State::Asked])?;
    by_another(act, &c)?;
    let (true, Some(provider)) = (c.route != Route::Competition, c.chosen) else {
        return Err(Error::refused(
            "competition.route",
            "This is to be a competition. Set its terms, or close it.",
        ));
    };
    let award = Award { provider, price: None, minutes: None, words, standstill_until: None };
    store::set_awarded(act, &c, version, &award)?;
    grant.note(act, &step(&c, "awarded"))
}

/// Ends a choice without an award, with the reason, which every bidder reads.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused` (`competition.state`) once it is decided.
pub fn close(act: &Act<'_>, id: Id<Competition>, reason: &str, version: i64) -> Result<()> {
    let grant = act.one::<RunCompetition, Competition>(id)?;
    let c = store::load(act, &grant)?;
    if !c.state.goes_on() {
        c.state.must_be(&[])?;
    }
    store::set_closed(act, &c, version, reason)?;
    told_of_the_end(act, &c)?;
    grant.note(act, &step(&c, "closed"))
}

/// The order that comes of an award: at the price of the bid, from a provider that may still take orders.
///
/// # Errors
/// `NotFound`; `Refused`: `competition.state`, `competition.standstill`, and all that
/// [`place_order`](crate::orders::actions::place_order) refuses, such as a provider that was suspended since.
pub fn order(act: &Act<'_>, id: Id<Competition>) -> Result<Id<kinds::Order>> {
    let grant = act.one::<PlaceOrder, Competition>(id)?;
    let c = store::load(act, &grant)?;
    c.state.must_be(&[State::Awarded])?;
    may_be_ordered(c.standstill_until, act.today())?;
    let provider = c.chosen.ok_or_else(|| Error::Internal("an award to nobody".into()))?;
    let input = Input {
        provider,
        therapy: c.therapy.clone(),
        sessions: c.sessions,
        // A day that passed while the choice was made is no reason to begin again.
        starts_on: c.starts_on.max(act.today()),
        kind: if c.route == Route::Competition { OrderKind::CallOff } else { OrderKind::Spot },
        application: None,
    };
    let record = match c.price.zip(c.minutes) {
        Some(won) => place_awarded(act, c.case, &input, won)?,
        None => place_order(act, c.case, &input)?,
    };
    store::set_ordered(act, &c, record.order.id)?;
    grant.note(act, &step(&c, "ordered"))?;
    Ok(record.order.id)
}
