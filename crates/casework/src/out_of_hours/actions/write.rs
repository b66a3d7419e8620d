//! A new version of a card. What stood before is kept, and holds until the new one's day.

use access::{Act, actions::KeepOutOfHours};
use kernel::{Error, Id, Result};

use crate::out_of_hours::{
    model::{Card, Text},
    store,
};

/// Writes a new version, which holds from its day on.
///
/// # Errors
/// `NotFound` for a place of others; `Stale` when somebody wrote one since; `Invalid` on `from` for a day that is past.
pub fn write(act: &Act<'_>, place: &str, text: &Text) -> Result<()> {
    let grant = act.agency::<KeepOutOfHours>()?;
    store::place_name(act, &grant, place)?;
    let newest = store::versions(act, &grant, place)?.first().map_or(0, |card| card.text.number);
    if newest != text.number {
        return Err(Error::Stale);
    }
    if text.from < act.today() {
        return Err(Error::field(
            "from",
            "The day must be today or later: what was shown before stays as it was",
        ));
    }
    let card = Card {
        id: Id::new(act.now()),
        place: place.to_owned(),
        text: Text { number: newest + 1, ..text.clone() },
        at: act.now(),
        by: act.actor().account(),
    };
    store::add(act, &grant, &card)?;
    let change = format!("{place}: version {newest}, then {} from {}", card.text.number, card.text.from);
    grant.noted(act, "out-of-hours-card", card.id, None, &change)
}
