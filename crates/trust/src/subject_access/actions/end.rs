//! Releasing the copy, or refusing the request. Either is an answer, and keeps the promise.

use access::{
    Act,
    actions::{HandleSubjectAccess, ReleaseSubjectAccess},
    own_records,
    rights::SubjectRequest,
};
use casework::promises;
use kernel::{Error, Id, Invalid, PromiseKind, Result};
use page::Fields;

use crate::{
    subject_access::{
        model::{Request, State},
        store,
    },
    words::NOTE,
};

/// What the forms and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// The version that was read.
    pub version: i64,
    /// How the copy is handed over, or why the request is refused.
    pub words: String,
    /// Whether the adult whose record it became since the request was asked, and wants it released so.
    pub asked_adult: bool,
}

/// Reads [`End`] for a release.
pub fn release_fields(f: &mut Fields) -> Result<End, Invalid> {
    let version = f.version();
    let words = f.required("words", "Say how the copy is handed over, such as in person", NOTE);
    if !f.ticked("read") {
        f.fail("read", "Read the whole copy, then tick that you did");
    }
    let asked_adult = f.ticked("asked_adult");
    f.finish(|| Some(End { version: version?, words: words?, asked_adult }))
}

/// Reads [`End`] for a refusal.
pub fn end_fields(f: &mut Fields) -> Result<End, Invalid> {
    let version = f.version();
    let words = f.required(
        "words",
        "Say why it is refused, as you told whoever asked, with their right to complain",
        NOTE,
    );
    f.finish(|| Some(End { version: version?, words: words?, asked_adult: false }))
}

/// Releases the copy.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `copy.state`, `copy.unread`, `copy.own`, and `copy.of-age` where the request is from
/// before its person was an adult and nobody asked them; `Stale`.
pub fn release_request(act: &Act<'_>, id: Id<SubjectRequest>, input: &End) -> Result<Request> {
    let grant = act.one::<ReleaseSubjectAccess, SubjectRequest>(id)?;
    let request = store::load(act, &grant)?;
    request.may_release(&store::passages(act, &grant)?, act.actor().account())?;
    if !input.asked_adult && request.is_from_before(own_records::since(act, request.case)?) {
        return Err(Error::refused(
            "copy.of-age",
            "The person this record is about became an adult after this request came. Ask them whether it may be given, and to whom, and tick that you did. If they say no, refuse the request.",
        ));
    }
    store::end(act, &grant, input.version, State::Released, &input.words)?;
    promises::keep(act, id.cast(), PromiseKind::SubjectAccess, act.now())?;
    grant.note(act, "ready, then released")?;
    store::load(act, &grant)
}

/// Refuses the request.
///
/// # Errors
/// `NotFound` for another agency's; `Refused` (`copy.state`); `Stale`.
pub fn refuse_request(act: &Act<'_>, id: Id<SubjectRequest>, input: &End) -> Result<Request> {
    let grant = act.one::<HandleSubjectAccess, SubjectRequest>(id)?;
    store::load(act, &grant)?.must_be_open()?;
    store::end(act, &grant, input.version, State::Refused, &input.words)?;
    promises::keep(act, id.cast(), PromiseKind::SubjectAccess, act.now())?;
    grant.note(act, "refused")?;
    store::load(act, &grant)
}
