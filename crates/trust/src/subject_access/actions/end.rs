//! Releasing the copy, or refusing the request. Either is an answer, and keeps the promise.

use access::{
    Act,
    actions::{HandleSubjectAccess, ReleaseSubjectAccess},
    rights::SubjectRequest,
};
use casework::promises;
use kernel::{Id, Invalid, PromiseKind, Result};
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
}

/// Reads [`End`] for a release.
pub fn release_fields(f: &mut Fields) -> Result<End, Invalid> {
    let version = f.version();
    let words = f.required("words", "Say how the copy is handed over, such as in person", NOTE);
    if !f.ticked("read") {
        f.fail("read", "Read the whole copy, then tick that you did");
    }
    f.finish(|| Some(End { version: version?, words: words? }))
}

/// Reads [`End`] for a refusal.
pub fn end_fields(f: &mut Fields) -> Result<End, Invalid> {
    let version = f.version();
    let words = f.required(
        "words",
        "Say why it is refused, as you told whoever asked, with their right to complain",
        NOTE,
    );
    f.finish(|| Some(End { version: version?, words: words? }))
}

/// Releases the copy.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `copy.state`, `copy.unread`, `copy.own`; `Stale`.
pub fn release_request(act: &Act<'_>, id: Id<SubjectRequest>, input: &End) -> Result<Request> {
    let grant = act.one::<ReleaseSubjectAccess, SubjectRequest>(id)?;
    let request = store::load(act, &grant)?;
    request.may_release(&store::passages(act, &grant)?, act.actor().account())?;
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
