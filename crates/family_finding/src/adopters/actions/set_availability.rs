//! A household pauses, or is ready again.

use access::{Act, actions::EditAdopters, audit, finding::Household};
use kernel::{Error, Id, Result};

use crate::adopters::{
    model::{Availability, may_change, rule},
    store,
};

/// Sets availability by hand.
///
/// # Errors
/// `Refused` (`adopter.held`) while a link holds the household; [`kernel::Error::Stale`].
pub fn set_availability(act: &Act<'_>, id: Id<Household>, version: i64, to: Availability) -> Result<()> {
    let grant = act.one::<EditAdopters, Household>(id)?;
    let before = store::own(act, &grant)?.profile.availability;
    if !may_change(before, to) {
        return Err(Error::refused(
            rule::HELD,
            "A link changes this by itself: as long as one is explored or children are placed, the family is not free. \
             Choose ready or paused once the link has ended.",
        ));
    }
    store::set_availability(act, &grant, version, to)?;
    grant.note(act, &audit::changed(&[("availability", before.code(), to.code())]))
}
