//! Somebody checked who the adult is, before anything is asked or shared.

use access::{Act, actions::HandleAdults, connections::AdultRequest};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use crate::{
    adopted_adults::{
        model::{Identity, State},
        store::{self, Request},
    },
    words::NOTE,
};

/// How it was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckIdentity {
    /// The version that was read.
    pub version: i64,
    /// By what.
    pub how: Identity,
    /// What was seen.
    pub note: String,
}

/// Reads [`CheckIdentity`].
pub fn identity_fields(f: &mut Fields) -> Result<CheckIdentity, Invalid> {
    let version = f.version();
    let how = f.choice::<Identity>("how", "Choose how they showed who they are");
    let note = f.required("note", "Write what you saw", NOTE);
    f.finish(|| Some(CheckIdentity { version: version?, how: how?, note: note? }))
}

/// Records that it is known who they are.
///
/// # Errors
/// `Refused` by `adult.closed`; `Stale`.
pub fn check_identity(act: &Act<'_>, id: Id<AdultRequest>, input: &CheckIdentity) -> Result<Request> {
    let grant = act.one::<HandleAdults, AdultRequest>(id)?;
    let mut request = store::load(act, &grant)?;
    if request.standing.state == State::Closed {
        return Err(Error::refused("adult.closed", "This request is closed. Record a new one."));
    }
    request.identity = Some((input.how, act.now(), act.actor().account()));
    request.identity_note = input.note.clone();
    store::save(act, &grant, input.version, &request)?;
    grant.note(act, "identity was checked")?;
    store::load(act, &grant)
}
