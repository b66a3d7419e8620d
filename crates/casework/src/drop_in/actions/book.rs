//! Somebody books a time, or a worker does so for them. Nothing in the answer says whether anybody is known here.

use ::store::{Read, statements};
use access::{
    Act, Own,
    actions::{BookDropIns, ViewCase},
    front_door::{DropIn as Session, DropInBooking},
    links::{self, Secret},
};
use jiff::SignedDuration;
use kernel::{
    Error, Id, Result, Timestamp,
    kinds::{Case, Family, Organisation},
};

use super::{when_and_where, write_to};
use crate::{
    drop_in::{
        PURPOSE,
        model::{Booked, Booking, rule},
        store::{self, bookings},
    },
    front_door::{
        form, guard,
        model::{Asker, Enquiry},
    },
};

statements! {
    BY_REFERENCE = "SELECT id FROM support_case WHERE agency_id = $1 AND reference = $2";
    AGENCY_OF_FAMILY = "SELECT agency_id FROM family WHERE id = $1";
}

/// How long after its time a link works: longer than the four weeks by which a booking can be moved.
const LINK_LASTS: SignedDuration = SignedDuration::from_hours(24 * 35);

/// Who books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Booker {
    /// Anybody, from a network address that is counted and not kept.
    Public {
        /// The address.
        origin: String,
    },
    /// A signed-in family, for itself.
    Family,
    /// A worker for somebody.
    Worker {
        /// The reference of the family's case, where there is one.
        case: Option<String>,
    },
}

/// What was booked.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The booking.
    pub booking: Booking,
    /// The secret of the link that moves or cancels it.
    pub link: Secret,
}

/// Books a time. `site` is where this service is reached, for the letter; none where it does not know its own address.
///
/// # Errors
/// [`Error::TooMany`] when too many came from an address; `NotFound` for no such time, or one of another agency than the
/// family's or the worker's; `Invalid` on `council` and `case`; `Refused`: `drop-in.closed`, `drop-in.full`, `drop-in.twice`.
pub fn book(
    act: &Act<'_>,
    booker: &Booker,
    (id, slot): (Id<Session>, i64),
    told: &Enquiry,
    site: Option<&str>,
) -> Result<Made> {
    if let Booker::Public { origin } = booker {
        guard::count(act, origin)?;
    }
    let session = store::public(act, id)?;
    session.audience.must_take(told.asker)?;
    form::check_councils(act, told)?;
    let family = match booker {
        Booker::Public { .. } => {
            act.openly::<BookDropIns>(session.agency)?;
            None
        }
        Booker::Family => {
            let grant = act.own::<BookDropIns>()?;
            let Own::Family(family) = *grant.own() else { return Err(Error::Forbidden) };
            if agency_of(act, family)? != Some(session.agency) {
                return Err(Error::NotFound);
            }
            Some(family)
        }
        Booker::Worker { case } => {
            if act.agency::<BookDropIns>()?.agency() != session.agency {
                return Err(Error::NotFound);
            }
            if case.is_some() && told.asker == Some(Asker::BirthRelative) {
                return Err(Error::refused(
                    "walls.birth-relative",
                    "A birth relative never joins an adoptive family's case. Book them without its reference.",
                ));
            }
            case.as_deref().map(|typed| family_of(act, typed)).transpose()?
        }
    };
    let starts = session.bookable(slot, act.now())?;
    // Of what others of the family booked nothing is told to whoever books for themselves.
    let twice = match (booker, family) {
        (Booker::Family, Some(family)) => bookings::has_own(act, family, id)?,
        (_, Some(family)) => bookings::standing(act, family, id)?,
        (_, None) => false,
    };
    if twice {
        return Err(Error::refused(
            rule::TWICE,
            "There is a time in this session already. Move it, or cancel it first.",
        ));
    }
    store::take(act, id, slot)?;
    let booking = Booking {
        id: Id::new(act.now()),
        agency: session.agency,
        drop_in: id,
        slot,
        starts,
        family,
        account: act.actor().account(),
        told: told.clone(),
        note: String::new(),
        state: Booked::Booked,
        enquiry: None,
        made: act.now(),
        version: 1,
    };
    bookings::add(act, &booking)?;
    let link = Secret::new()?;
    let lasts = link_until(starts).duration_since(act.now());
    links::make(act.write(), &link, PURPOSE, booking.id, act.actor().account(), act.now(), lasts)?;
    let said =
        access::audit::changed(&[("state", "", booking.state.code()), ("starts", "", &starts.to_string())]);
    match booker {
        Booker::Public { .. } => {
            let grant = act.openly::<BookDropIns>(session.agency)?;
            grant.noted(act, "drop-in-booking", booking.id.cast(), None, &said)?;
        }
        _ => act.one::<BookDropIns, DropInBooking>(booking.id)?.note(act, &said)?,
    }
    let change = match site {
        Some(site) => format!("To move or cancel it: {site}/drop-in/booked/{}\n\n", link.as_str()),
        None => String::new(),
    };
    let body = format!(
        "You have a time at our drop-in: {}.\n\n{change}\
         If anybody is in danger, do not wait for it: call 999.\n\n\
         Please do not answer this email: nobody reads the answers.\n",
        when_and_where(&session, starts)
    );
    write_to(act, &booking, &format!("drop-in-booked:{}", booking.id), "Your time at our drop-in", &body)?;
    Ok(Made { booking, link })
}

/// Until when the link of a booking works.
pub(super) fn link_until(starts: Timestamp) -> Timestamp {
    starts.checked_add(LINK_LASTS).unwrap_or(starts)
}

fn family_of(act: &Act<'_>, typed: &str) -> Result<Id<Family>> {
    let unknown = || {
        Error::field(
            "case",
            "Enter the reference of one of your cases, such as CA-1234-ABCD, or leave it blank",
        )
    };
    let agency = act.agency::<BookDropIns>()?;
    let found = agency.totals(act, BY_REFERENCE, &[typed.trim().to_uppercase().into()])?;
    let case: Id<Case> = found.first().ok_or_else(unknown)?.get(0)?;
    // A case that is sealed from whoever books is as if it were not there.
    let case =
        act.one::<ViewCase, Case>(case).map_err(|e| if e == Error::NotFound { unknown() } else { e })?;
    case.family().ok_or_else(unknown)
}

/// The agency of a family that the caller holds a grant for; none where nobody wrote it down yet.
pub(in crate::drop_in) fn agency_of(r: &Read<'_>, family: Id<Family>) -> Result<Option<Id<Organisation>>> {
    r.opt(AGENCY_OF_FAMILY, &[family.into()])?.map(|row| row.get(0)).transpose()
}

/// Until when times are shown to be booked: four weeks ahead.
pub(in crate::drop_in) fn shown_until(now: Timestamp) -> Timestamp {
    now.checked_add(SignedDuration::from_hours(24 * 28)).unwrap_or(now)
}
