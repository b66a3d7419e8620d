//! A signed return is taken in: checked from the outside in, and refused with the reason where something is wrong.

use access::{Act, organisations};
use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use kernel::{Error, Id, Result};

use super::{may, noted};
use crate::returns::{
    model::{self, Quarter, Return, rule},
    store::{self, Received},
};

/// How many quarters back one is taken in: two years, for an agency that is late.
const QUARTERS_BACK: usize = 8;

/// What became of a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is the agency's first of its quarter.
    New(Id<Received>),
    /// It took the place of an earlier one.
    Corrected(Id<Received>),
    /// It was taken in before, or says what the one before said.
    Unchanged,
}

/// Takes in a signed file.
///
/// # Errors
/// `Forbidden` for other roles; `Refused`: what [`model::open`] refuses, `return.unknown` for an agency without a
/// key, `return.key` for another key, `return.quarter`, `return.closed`, `return.older`.
pub fn take_in(act: &Act<'_>, file: &str) -> Result<(Return, Became)> {
    may(act)?;
    let signed = model::open(file)?;
    let found = signed.found;
    let agency = organisations::agency_by_code(act, &found.agency)?;
    let known = match &agency {
        Some(agency) => store::key(act, agency.id)?,
        None => None,
    };
    let (Some(agency), Some(known)) = (agency, known) else {
        return Err(Error::refused(
            rule::UNKNOWN,
            "No key is known for the agency that this return names. Ask it for its key, and set it down under Keys.",
        ));
    };
    if known != signed.key {
        return Err(Error::refused(
            rule::KEY,
            format!(
                "This return names {}, but another key signed it. If the agency has a new key, ask it by telephone, and set it down under Keys.",
                agency.name
            ),
        ));
    }
    let quarter = found.quarter()?;
    fits(act, quarter, &found)?;
    let digest = HEXLOWER.encode(digest(&SHA256, signed.text.as_bytes()).as_ref());
    let before = store::holds(act, quarter, agency.id)?;
    if before.as_ref().is_some_and(|(_, _, held)| *held == digest) {
        return Ok((found, Became::Unchanged));
    }
    if let Some(closed) = store::closed(act, quarter)? {
        return Err(Error::refused(
            rule::CLOSED,
            format!(
                "{quarter} was closed on {}. Tell the agency; what changed since stands in its next return.",
                kernel::local_date(closed)
            ),
        ));
    }
    let became = match before {
        None => Became::New(store::put(act, agency.id, &found, &digest, None)?),
        Some((id, made, _)) => {
            if found.made_at <= made {
                return Err(Error::refused(
                    rule::OLDER,
                    "A later return of this quarter was taken in already. Nothing was changed.",
                ));
            }
            Became::Corrected(store::put(act, agency.id, &found, &digest, Some(id))?)
        }
    };
    if let Became::New(id) | Became::Corrected(id) = became {
        noted(act, "return", id.cast(), &format!("{} of {}", found.quarter, found.agency))?;
    }
    Ok((found, became))
}

/// Whether the quarter is over, not too long ago, and the return not made before its end.
fn fits(act: &Act<'_>, quarter: Quarter, found: &Return) -> Result<()> {
    quarter.must_be_over(act.today())?;
    let mut earliest = Quarter::of(act.today());
    for _ in 0..QUARTERS_BACK {
        earliest = earliest.before();
    }
    let [_, ended] = quarter.instants();
    if quarter < earliest || found.made_at <= ended || found.made_at > act.now() {
        return Err(Error::refused(
            rule::QUARTER,
            format!(
                "A return is made after its quarter, and taken in from {earliest} on. This one does not fit: look at its quarter and at the clock of whoever made it."
            ),
        ));
    }
    Ok(())
}
