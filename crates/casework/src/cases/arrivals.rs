//! A case is opened: from an enquiry, or for a family that another agency hands over.

use ::store::figure::Figure;
use access::{Act, Action, Grant, One, Protected};
use kernel::{
    Date, Id, LegalRoute, Level, Reference, Result, Timestamp,
    kinds::{self, Account, Family},
};

use super::{children, measures, store};
use crate::people::store::{self as people, Contact, NewPerson, PersonKind};

/// Writes a case and counts it. The family first wrote or called at `received`; none where another agency handed it over. Gives its reference.
pub(crate) fn open(act: &Act<'_>, new: &store::NewCase, received: Option<Timestamp>) -> Result<Reference> {
    let reference = store::insert(act, new)?;
    let figure =
        |measure, council, part| Figure { agency: new.agency, measure, day: act.today(), council, part };
    figure(measures::OPENED, new.council.as_str(), "").add(act.write(), 1)?;
    figure(measures::AT_LEVEL, "", new.level.code()).add(act.write(), 1)?;
    children::opened(act, new, received)?;
    Ok(reference)
}

/// Somebody of a household that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arriving {
    /// First names.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Date of birth.
    pub born: Option<Date>,
    /// How to reach them.
    pub contact: Contact,
}

/// A household that was handed over, and how its case begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The child of the case.
    pub child: Arriving,
    /// Parents or carers.
    pub adults: Vec<Arriving>,
    /// The council where they live.
    pub council: String,
    /// How the child came to the family.
    pub route: LegalRoute,
    /// The day of the order, where there is one.
    pub order_date: Option<Date>,
    /// How much support to begin with.
    pub level: Level,
    /// Who coordinates; whoever calls has checked that they work for the agency.
    pub coordinator: Id<Account>,
}

/// Opens a case of the agency of a grant for a household that is new to it. Gives the case, the household and what people quote.
///
/// # Errors
/// Those of the store.
pub fn arrive<A: Action, T: Protected>(
    act: &Act<'_>,
    grant: &Grant<A, One<T>>,
    new: &Arrival,
) -> Result<(Id<kinds::Case>, Id<Family>, Reference)> {
    let family = people::add_family(act, grant.agency(), &new.council)?;
    let add = |who: &Arriving, kind| {
        let person = NewPerson {
            id: Id::new(act.now()),
            agency: grant.agency(),
            family: Some(family),
            kind,
            first: who.first.clone(),
            last: who.last.clone(),
            born: who.born,
            contact: who.contact.clone(),
            sex: None,
            ethnicity: None,
            council: new.council.clone(),
            made: act.now(),
        };
        people::add(act, &person).map(|()| person.id)
    };
    for adult in &new.adults {
        add(adult, PersonKind::Adult)?;
    }
    let child = add(&new.child, PersonKind::Child)?;
    let case = store::NewCase {
        id: Id::new(act.now()),
        agency: grant.agency(),
        family,
        child,
        enquiry: None,
        council: new.council.clone(),
        route: new.route,
        order_date: new.order_date,
        level: new.level,
        coordinator: Some(new.coordinator),
    };
    let reference = open(act, &case, None)?;
    Ok((case.id, family, reference))
}
