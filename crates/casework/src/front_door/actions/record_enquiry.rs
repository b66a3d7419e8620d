//! A worker records a call, an email or a referral (requirements FD1, FD2).

use access::{Act, actions::RecordEnquiry};
use kernel::{Id, Result, kinds::Family};

use super::{Enquiry, Record, form, receive, received};

/// Records an enquiry in the worker's own agency.
///
/// # Errors
/// `Invalid` on `council` or `placing-council` when there is no such council.
pub fn record_enquiry(act: &Act<'_>, enquiry: &Enquiry) -> Result<Record> {
    record_of_family(act, enquiry, None)
}

/// The same where it is known whose it is: whoever calls holds a grant of that family's.
pub(crate) fn record_of_family(
    act: &Act<'_>,
    enquiry: &Enquiry,
    family: Option<Id<Family>>,
) -> Result<Record> {
    let grant = act.agency::<RecordEnquiry>()?;
    form::check_councils(act, enquiry)?;
    let record = receive(act, grant.agency(), enquiry, family, act.actor().account())?;
    grant.noted(act, "enquiry", record.id.cast(), None, &received(&record))?;
    Ok(record)
}
