//! Somebody writes on the public form.

use access::{Act, actions::SubmitEnquiry, organisations};
use kernel::{
    Channel, Error, Id, Moment, Reference, Result, Timestamp,
    kinds::{Enquiry as EnquiryKind, Organisation},
};
use store::outbox;

use super::{Enquiry, call_due, form, guard, receive, received};
use crate::front_door::model::responsible;

/// What somebody is told after writing.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// The enquiry's id: not for the public.
    pub id: Id<EnquiryKind>,
    /// What to quote.
    pub reference: Reference,
    /// Who has it.
    pub agency: Id<Organisation>,
    /// By when they will call.
    pub due: Timestamp,
}

/// Takes an enquiry from the public form. It goes to the agency that this installation
/// serves, or else to the one that answers for the responsible council. Nothing in the
/// answer says whether anybody in it is known.
///
/// # Errors
/// [`Error::TooMany`] when too many came from `origin`; `Invalid` on `council`.
pub fn submit_enquiry(act: &Act<'_>, origin: &str, enquiry: &Enquiry) -> Result<Submitted> {
    guard::count(act, origin)?;
    form::check_councils(act, enquiry)?;
    let agency = match organisations::home(act)? {
        Some(home) => home,
        None => organisations::agency_of(act, responsible(enquiry, act.today()), act.today())?
            .ok_or_else(|| Error::field("council", "Choose a council from the list"))?,
    };
    let grant = act.openly::<SubmitEnquiry>(agency)?;
    let enquiry = Enquiry { channel: Channel::Web, ..enquiry.clone() };
    let record = receive(act, grant.agency(), &enquiry, None, None)?;
    grant.noted(act, "enquiry", record.id.cast(), None, &received(&record))?;
    let due = call_due(act, agency, record.received)?;
    if enquiry.may_write() {
        let name = organisations::by_id(act, agency)?.name;
        confirm(act, &record.reference, record.id, &enquiry.email, &name, due)?;
    }
    Ok(Submitted { id: record.id, reference: record.reference, agency, due })
}

/// The confirmation message. It names nobody and repeats nothing that was told: others
/// may read the same inbox.
fn confirm(
    act: &Act<'_>,
    reference: &Reference,
    id: Id<EnquiryKind>,
    to: &str,
    agency: &str,
    due: Timestamp,
) -> Result<()> {
    let body = format!(
        "We have your message. Your reference is {reference}.\n\n\
         Somebody from {agency} will contact you by {}.\n\n\
         If things get worse before then, call {agency} in office hours and give your reference. In the evening, at \
         night or at a weekend, call your council and ask for the emergency duty team. If anybody is in danger now, \
         call 999.\n\n\
         Please do not answer this email: nobody reads the answers.\n",
        Moment(due)
    );
    let key = format!("enquiry-received:{id}");
    outbox::email(act.write(), act.now(), &key, to.trim(), &format!("Your reference is {reference}"), &body)
}
