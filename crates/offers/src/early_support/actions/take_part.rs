//! A family took part in something of the early support, was offered it, or does not want it now.

use access::{Act, actions::RecordEarlySupport};
use casework::cases::store as cases;
use kernel::{Date, Error, Id, Result, kinds::Case};

use super::{own_case, tell};
use crate::{
    early_support::{
        model::{self, Taking},
        store::{self, NewPart},
    },
    words::day,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct TakePart {
    /// The part's code.
    pub part: String,
    /// How the household stands to it.
    pub taking: Taking,
    /// Since which day; today unless it is said.
    pub on: Option<Date>,
}

/// What a family sends of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnTaking {
    /// The part's code.
    pub part: String,
    /// Whether they took part; if not, they do not want it now.
    pub took_part: bool,
}

/// Notes how the household of a case stands to a part, in the place of what stood before.
///
/// # Errors
/// `NotFound` for a case of others; `Invalid` on `part`, on `on` for a day to come, and on `taking` for a family that says
/// it was offered something; `Refused` for a closed case.
pub fn take_part(act: &Act<'_>, id: Id<Case>, input: &TakePart) -> Result<()> {
    let grant = act.one::<RecordEarlySupport, Case>(id)?;
    let part = model::part(&input.part)?;
    let case = cases::load(act, &grant)?;
    cases::must_be_open(&case)?;
    let on = input.on.unwrap_or(act.today());
    if on > act.today() {
        return Err(Error::field("on", "Enter today, or a day before"));
    }
    let by_family = act.actor().family().is_some();
    if by_family && input.taking == Taking::Offered {
        return Err(Error::field("taking", "Say that you took part, or that it is not for you now"));
    }
    store::put_part(
        act,
        &NewPart {
            id: Id::new(act.now()),
            agency: case.agency,
            family: case.family,
            case: case.id,
            part: &part.code,
            taking: input.taking,
            on,
            at: act.now(),
            by: act.actor().account(),
            by_family,
        },
    )?;
    grant.note(act, &format!("early support, {}: {} {on}", part.code, input.taking.code()))?;
    let words = format!("Early support: {}. {} on {}.", part.title, input.taking.label(), day(on));
    tell(act, &case, &words)
}

/// The same, as a family says it of itself.
///
/// # Errors
/// `NotFound` for a family without an open case; `Invalid` on `part`.
pub fn take_part_oneself(act: &Act<'_>, input: &OwnTaking) -> Result<()> {
    let taking = if input.took_part { Taking::TookPart } else { Taking::NotNow };
    take_part(act, own_case(act)?, &TakePart { part: input.part.clone(), taking, on: None })
}
