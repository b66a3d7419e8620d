//! A new group, and what it says now.

use access::{
    Act,
    actions::{KeepDirectory, ManageGroups},
    audit,
    offers::{Group as Kind, Service},
};
use kernel::{Error, Id, Result};

use super::{hosted, move_on::move_on_in, session::SessionInput};
use crate::groups::{
    model::{Group, Pool, Sort, Stand, rule},
    store,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What sort it is.
    pub sort: Sort,
    /// Its name.
    pub name: String,
    /// What it is, for families.
    pub about: String,
    /// The entry of the directory that it belongs to.
    pub service: Option<Id<Service>>,
    /// Places for the agency's own families.
    pub places: i64,
    /// How long a freed place is held, in hours.
    pub hold_hours: i64,
}

/// Plans a group with its first session.
///
/// # Errors
/// `Forbidden` for other roles; `NotFound` for an entry of another agency; `Invalid` on the session's fields.
pub fn plan_group(act: &Act<'_>, input: &Input, first: &SessionInput) -> Result<Group> {
    let grant = act.agency::<ManageGroups>()?;
    own_entry(act, input)?;
    let group = Group {
        id: Id::new(act.now()),
        host: grant.agency(),
        host_name: String::new(),
        service: input.service,
        sort: input.sort,
        name: input.name.clone(),
        about: input.about.clone(),
        stand: Stand::Open,
        hold_hours: input.hold_hours,
        made: act.now(),
        version: 1,
        pool: Pool { places: input.places, taken: 0 },
        next: None,
    };
    store::insert(act, &group)?;
    store::add_session(act, group.id, &first.checked(act)?)?;
    grant.noted(act, "group", group.id.cast(), None, &format!("planned, {} places", input.places))?;
    store::load(act, grant.agency(), group.id, act.now())
}

/// Changes what a group is. More places go to those who wait.
///
/// # Errors
/// `NotFound` for a group of others; `Refused`: `group.host`, `group.taken` when more places are taken than there would
/// be; `Stale`.
pub fn change_group(act: &Act<'_>, id: Id<Kind>, version: i64, input: &Input) -> Result<Group> {
    let grant = act.agency::<ManageGroups>()?;
    let before = hosted(act, &grant, id)?;
    if input.service != before.service {
        own_entry(act, input)?;
    }
    if input.places < before.pool.taken {
        let words = format!(
            "{} places are taken already, so there cannot be fewer. Cancel bookings first.",
            before.pool.taken
        );
        return Err(Error::refused(rule::TAKEN, words));
    }
    let after = Group {
        service: input.service,
        sort: input.sort,
        name: input.name.clone(),
        about: input.about.clone(),
        hold_hours: input.hold_hours,
        pool: Pool { places: input.places, ..before.pool },
        ..before.clone()
    };
    store::change(act, &store::Change { version, to: &after })?;
    store::put_pool(act, id, grant.agency(), input.places)?;
    let (from, to) = (before.pool.places.to_string(), input.places.to_string());
    let told = audit::changed(&[("name", &before.name, &after.name), ("places", &from, &to)]);
    grant.noted(act, "group", id.cast(), None, &told)?;
    move_on_in(act, id, grant.agency())?;
    store::load(act, grant.agency(), id, act.now())
}

fn own_entry(act: &Act<'_>, input: &Input) -> Result<()> {
    match input.service {
        Some(service) => act.one::<KeepDirectory, _>(service).map(drop),
        None => Ok(()),
    }
}
