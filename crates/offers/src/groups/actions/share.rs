//! Places of a group for another agency's families.

use access::{Act, actions::ManageGroups, offers::Group as Kind, organisations};
use kernel::{Error, Id, Result};

use super::{hosted, move_on::move_on_in};
use crate::groups::{
    model::{MOST_PLACES, Pool, rule},
    store,
};

/// Sets how many places of a group another agency's families have. They come out of the host's own, and go back there.
///
/// # Errors
/// `NotFound` for a group of others; `Invalid` on `agency`; `Refused`: `group.host`, `group.taken` when the host has not
/// as many free, or the other has taken more already.
pub fn share_places(act: &Act<'_>, id: Id<Kind>, agency: &str, places: i64) -> Result<()> {
    let grant = act.agency::<ManageGroups>()?;
    let group = hosted(act, &grant, id)?;
    let other = organisations::agency_by_code(act, agency)?
        .filter(|o| o.id != group.host)
        .ok_or_else(|| Error::field("agency", "Choose another agency from the list"))?;
    let theirs =
        store::pools(act, id)?.into_iter().find(|s| s.agency == other.id).map_or(Pool::default(), |s| s.pool);
    if places < theirs.taken {
        let words = format!("{} of their places are taken already, so they cannot have fewer.", theirs.taken);
        return Err(Error::refused(rule::TAKEN, words));
    }
    let own = group.pool.places - (places - theirs.places);
    if !(group.pool.taken..=MOST_PLACES).contains(&own) {
        let words =
            format!("Only {} of your own places are free. Add places to the group first.", group.pool.free());
        return Err(Error::refused(rule::TAKEN, words));
    }
    store::put_pool(act, id, group.host, own)?;
    store::put_pool(act, id, other.id, places)?;
    grant.noted(act, "group", id.cast(), None, &format!("{places} places for {}", other.code))?;
    move_on_in(act, id, group.host)?;
    move_on_in(act, id, other.id)
}
