//! Offers of independent support to birth parents: one that waits for an answer, one taken up, one put off.

use connections::birth_support::{
    model::State,
    store::{self as offers, Offer},
};
use kernel::{PromiseKind, Result};

use crate::{
    birth::Pair,
    dice::Dice,
    room::{Promised, Room, open},
    tables,
};

/// State, how many days ago it was offered and answered, and what was noted.
const OFFERS: &[(State, i32, Option<i32>, &str)] = &[
    (State::Offered, 9, None, "Told by telephone; a leaflet went by post."),
    (State::TakenUp, 120, Some(101), "Meets somebody every second week."),
    (State::Later, 60, Some(48), "Not before the new year, they said."),
];

/// Offers to the birth parents of these children, as far as there are enough.
///
/// # Errors
/// As [`crate::rows::Out::row`].
pub fn write(room: &mut Room<'_>, dice: &mut Dice, pairs: &[Pair]) -> Result<()> {
    for (pair, (state, offered, answered, note)) in pairs.iter().zip(OFFERS) {
        let agency = &room.world.agencies[pair.adopted.agency];
        let answered = answered.map(|days| (room.ago(days, 690), "duty-worker".to_owned()));
        let offer = Offer {
            id: dice.random_id(),
            agency: agency.id,
            person: pair.parent,
            service: "Birth Ties, an independent charity".into(),
            state: *state,
            note: (*note).into(),
            offered: room.ago(*offered, 640),
            by: agency.staff.duty.first().copied(),
            version: if answered.is_some() { 2 } else { 1 },
            answered,
        };
        room.out.row(
            tables::BIRTH_SUPPORT,
            offers::values(room.keys, &offer)?,
            &[&offer.service, &offer.note],
        )?;
        // Whoever was offered support is asked again after a while; an answer keeps the promise, and makes the next.
        let answered = offer.answered.as_ref().map(|(at, _)| *at);
        let first = Promised { kept: answered, ..open(PromiseKind::SupportAsked, offer.offered) };
        room.promise(dice, offer.agency, offer.person, first)?;
        if let Some(at) = answered.filter(|_| offer.state.asks_again()) {
            room.promise(dice, offer.agency, offer.person, open(PromiseKind::SupportAsked, at))?;
        }
    }
    Ok(())
}
