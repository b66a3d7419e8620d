//! A family books a place, or joins the waiting list; or a worker does so for them.

use ::store::statements;
use access::{Act, Own, actions::BookGroups, offers::Group as Kind};
use kernel::{
    Error, Id, Result,
    kinds::{Account, Case, Family, Organisation},
};

use super::move_on::move_on_in;
use crate::groups::{
    model::{Booking, State, begins, rule, takes_bookings},
    store,
};

statements! {
    AGENCY_OF_FAMILY = "SELECT agency_id FROM family WHERE id = $1";
    BY_REFERENCE = "SELECT id FROM support_case WHERE agency_id = $1 AND reference = $2";
}

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// Who comes.
    pub who: String,
    /// What would help them to take part; may be empty.
    pub needs: String,
    /// Whether they are ready to wait.
    pub wait: bool,
    /// For a worker: the reference of the family's case.
    pub case: Option<String>,
}

/// Whose places are booked.
#[derive(Debug, Clone, Copy)]
pub struct Booker {
    /// The family.
    pub family: Id<Family>,
    /// Its agency.
    pub agency: Id<Organisation>,
    /// Whoever is told of a freed place; none when a worker booked.
    pub account: Option<Id<Account>>,
}

/// The agency of a family that the caller holds a grant for.
pub(crate) fn agency_of(r: &::store::Read<'_>, family: Id<Family>) -> Result<Id<Organisation>> {
    r.row(AGENCY_OF_FAMILY, &[family.into()])?.get(0)
}

fn booker(act: &Act<'_>, wish: &Wish) -> Result<Booker> {
    if act.actor().family().is_some() {
        let grant = act.own::<BookGroups>()?;
        let Own::Family(family) = *grant.own() else { return Err(Error::Forbidden) };
        return Ok(Booker { family, agency: agency_of(act, family)?, account: act.actor().account() });
    }
    let grant = act.agency::<BookGroups>()?;
    let unknown = || Error::field("case", "Enter the reference of one of your cases, such as CA-1234-ABCD");
    let typed = wish.case.as_deref().ok_or_else(unknown)?;
    let found = grant.totals(act, BY_REFERENCE, &[typed.trim().to_uppercase().into()])?;
    let case: Id<Case> = found.first().ok_or_else(unknown)?.get(0)?;
    // A case that is sealed from whoever books is as if it were not there.
    let of_case =
        act.one::<BookGroups, Case>(case).map_err(|e| if e == Error::NotFound { unknown() } else { e })?;
    let family = of_case.family().ok_or_else(unknown)?;
    Ok(Booker { family, agency: grant.agency(), account: None })
}

/// Books a place in a group for a family, or puts it on the waiting list when it is ready to wait.
///
/// # Errors
/// `NotFound` for a group in which the family's agency has no places; `Invalid` on `case`; `Refused`: `group.closed`,
/// `group.twice`, `group.full`.
pub fn book(act: &Act<'_>, id: Id<Kind>, wish: &Wish) -> Result<Booking> {
    let booker = booker(act, wish)?;
    let group = store::load(act, booker.agency, id, act.now())?;
    takes_bookings(&group, act.now())?;
    if store::standing(act, id, booker.family)?.is_some() {
        return Err(Error::refused(rule::TWICE, "You have a place in this group, or wait for one, already."));
    }
    // Places that were held too long go on first.
    move_on_in(act, id, booker.agency)?;
    let pool = store::load(act, booker.agency, id, act.now())?.pool;
    let waits = store::first_waiting(act, id, booker.agency)?.is_some();
    let state = begins(pool, waits, wish.wait)?;
    if state == State::Booked && !store::take(act, id, booker.agency)? {
        return Err(Error::Busy);
    }
    let booking = Booking {
        id: Id::new(act.now()),
        group: id,
        agency: booker.agency,
        family: booker.family,
        account: booker.account,
        state,
        who: wish.who.clone(),
        needs: wish.needs.clone(),
        queued: act.now(),
        held_until: None,
        version: 1,
    };
    store::insert_booking(act, &booking)?;
    act.one::<BookGroups, _>(booking.id)?.note(act, state.code())?;
    Ok(booking)
}
