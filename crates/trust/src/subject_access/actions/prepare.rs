//! Gathering what is held, and giving the clock more time where the request is complex.

use access::{Act, actions::HandleSubjectAccess, rights::SubjectRequest};
use casework::promises::{self, About};
use kernel::{Error, Id, Invalid, PromiseKind, Result};
use page::Fields;

use crate::{
    subject_access::{
        gather::gather,
        model::{Request, due, due_day},
        store,
    },
    words::{NOTE, start_of_clock},
};

/// Gathers the passages. Gathering again takes what has come since, and every mark must be read again.
///
/// # Errors
/// `NotFound` for another agency's; `Refused` (`copy.state`); `Stale`.
pub fn prepare_request(act: &Act<'_>, id: Id<SubjectRequest>, version: i64) -> Result<Request> {
    let grant = act.one::<HandleSubjectAccess, SubjectRequest>(id)?;
    let request = store::load(act, &grant)?;
    request.must_be_open()?;
    let passages = gather(act, &grant, request.case, request.person)?;
    store::prepared(act, &grant, version, &passages)?;
    grant.note(act, &format!("gathered {} passages", passages.len()))?;
    store::load(act, &grant)
}

/// More time, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct More {
    /// The version that was read.
    pub version: i64,
    /// Why it takes longer; they must be told within the first month.
    pub why: String,
}

/// Reads [`More`].
pub fn more_fields(f: &mut Fields) -> Result<More, Invalid> {
    let version = f.version();
    let why = f.required("why", "Say why it takes longer, as you told whoever asks", NOTE);
    f.finish(|| Some(More { version: version?, why: why? }))
}

/// Extends the time by two months, once, while the first month runs (UK GDPR Article 12(3)).
///
/// # Errors
/// `NotFound`; `Refused`: `copy.state`, `copy.extended`, `copy.late`; `Stale`.
pub fn extend_request(act: &Act<'_>, id: Id<SubjectRequest>, input: &More) -> Result<Request> {
    let grant = act.one::<HandleSubjectAccess, SubjectRequest>(id)?;
    let request = store::load(act, &grant)?;
    request.must_be_open()?;
    if !request.extended_why.is_empty() {
        return Err(Error::refused(
            "copy.extended",
            "This was extended already. It cannot be extended again.",
        ));
    }
    if act.today() > request.due {
        return Err(Error::refused(
            "copy.late",
            "The month is over. More time must be told within the first month, so give the copy as soon as you can.",
        ));
    }
    let start = start_of_clock(request.received, request.recorded);
    store::extend(act, &grant, input.version, due_day(start, true), &input.why)?;
    promises::withdraw(act, id.cast(), PromiseKind::SubjectAccess)?;
    let about = About { agency: request.agency, case: Some(request.case), enquiry: None, thing: id.cast() };
    promises::make_due(act, about, PromiseKind::SubjectAccess, start, due(start, true))?;
    grant.note(act, "one month, then three")?;
    store::load(act, &grant)
}
