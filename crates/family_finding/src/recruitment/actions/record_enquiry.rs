//! Somebody who wants to adopt asks.

use access::{Act, actions::ManageRecruitment, finding::Applicant};
use kernel::{Error, Id, Reference, Result};

use crate::recruitment::{form::Enquiry, store};

/// Records an enquiry of one's own agency.
///
/// # Errors
/// `Invalid` on a day in the future.
pub fn record_enquiry(act: &Act<'_>, new: &Enquiry) -> Result<(Id<Applicant>, Reference)> {
    let grant = act.agency::<ManageRecruitment>()?;
    if new.on > act.today() {
        return Err(Error::field("on", "The day is in the future. Check it"));
    }
    let made = store::add(act, &grant, new)?;
    grant.showed(act, "adopter-applicant", &[made.0])?;
    Ok(made)
}
