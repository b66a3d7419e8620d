//! An email that lies in a file becomes an enquiry in the duty queue (requirement FD1). For the operator's desk, and for a job that watches a folder.

use access::{Act, actions::SubmitEnquiry, organisations};
use kernel::{Channel, Error, Id, Reference, Result, kinds::Organisation};

use super::{Enquiry, form, receive, received};
use crate::front_door::{
    model::email::{self, Email},
    store as rows,
};

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Took {
    /// It is in the duty queue; the reference, and how many things hung from it that are not in the record.
    New(Reference, usize),
    /// It was taken in before, and nothing was changed.
    Before(Reference),
}

/// Takes an email in. Nothing is written to whoever sent it: whether that is safe nobody knows yet.
///
/// # Errors
/// `Invalid` on `council`; `Refused` by a rule of [`email::read`].
pub fn take_email(act: &Act<'_>, agency: Id<Organisation>, council: &str, bytes: &[u8]) -> Result<Took> {
    let found = email::read(bytes)?;
    let grant = act.openly::<SubmitEnquiry>(agency)?;
    let mac = known_by(act, agency, &found, bytes);
    if let Some(id) = rows::taken(act, &mac)? {
        return Ok(Took::Before(rows::reference(act, id)?));
    }
    let enquiry = Enquiry {
        first_name: found.first_name.clone(),
        last_name: found.last_name.clone(),
        email: found.address.clone(),
        council: council.to_owned(),
        story: found.story(),
        ..Enquiry::new(Channel::Email)
    };
    form::check_councils(act, &enquiry)?;
    let record = receive(act, agency, &enquiry, None, None)?;
    rows::took(act, &mac, record.id)?;
    grant.noted(act, "enquiry", record.id.cast(), None, &received(&record))?;
    Ok(Took::New(record.reference, found.attachments.len()))
}

/// The agency with this code.
///
/// # Errors
/// `Invalid` on `agency` when there is none.
pub fn agency_of(act: &Act<'_>, code: &str) -> Result<Id<Organisation>> {
    organisations::agency_by_code(act, code)?
        .map(|found| found.id)
        .ok_or_else(|| Error::field("agency", format!("There is no agency with the code {code}")))
}

/// By what the same message is known again: its sender's id of it where it has one, else all of it. Without the id two programs that saved the
/// same message in two ways are two.
fn known_by(act: &Act<'_>, agency: Id<Organisation>, found: &Email, bytes: &[u8]) -> Vec<u8> {
    let what = if found.message_id.is_empty() { bytes } else { found.message_id.as_bytes() };
    act.keys().mac("email-taken", &[agency.as_bytes(), found.address.as_bytes(), what]).to_vec()
}
