//! A new version of a protocol. What stood before is kept.

use access::{Act, actions::KeepProtocol};
use kernel::{Error, Id, Result};

use crate::{
    escalation::words::colleague,
    protocols::{
        model::{Protocol, Text},
        store,
    },
};

/// Writes a new version, which holds from now on.
///
/// # Errors
/// `NotFound` for a place of others; `Stale` when somebody wrote one since; `Invalid` on `keeper`, and on `review` for a day
/// that is over.
pub fn write(act: &Act<'_>, place: &str, text: &Text) -> Result<()> {
    let grant = act.agency::<KeepProtocol>()?;
    store::place_name(act, &grant, place)?;
    let newest = store::versions(act, &grant, place)?.first().map_or(0, |p| p.text.number);
    if newest != text.number {
        return Err(Error::Stale);
    }
    colleague(act, grant.agency(), text.keeper, "keeper")?;
    if text.review <= act.today() {
        return Err(Error::field("review", "Enter a day after today"));
    }
    let protocol = Protocol {
        id: Id::new(act.now()),
        place: place.to_owned(),
        text: Text { number: newest + 1, ..text.clone() },
        at: act.now(),
        by: act.actor().account(),
    };
    store::add(act, &grant, &protocol)?;
    let change = format!("{place}: version {newest}, then {}", protocol.text.number);
    grant.noted(act, "safeguarding-protocol", protocol.id, None, &change)
}
