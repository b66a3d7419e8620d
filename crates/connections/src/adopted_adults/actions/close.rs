//! An adult's request is closed, with the reason.

use access::{Act, actions::HandleAdults, connections::AdultRequest};
use casework::promises;
use kernel::{Id, Invalid, PromiseKind, Result};
use page::Fields;

use crate::{
    adopted_adults::{
        model::State,
        store::{self, Request},
    },
    words::NOTE,
};

/// Why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// The version that was read.
    pub version: i64,
    /// Why.
    pub why: String,
}

/// Reads [`Close`].
pub fn close_fields(f: &mut Fields) -> Result<Close, Invalid> {
    let version = f.version();
    let why = f.required("why", "Write why it is closed", NOTE);
    f.finish(|| Some(Close { version: version?, why: why? }))
}

/// Closes the request. What is still promised of it is no longer needed.
///
/// # Errors
/// `Refused` by `adult.closed`; `Stale`.
pub fn close(act: &Act<'_>, id: Id<AdultRequest>, input: &Close) -> Result<Request> {
    let grant = act.one::<HandleAdults, AdultRequest>(id)?;
    let mut request = store::load(act, &grant)?;
    request.standing.may_close()?;
    request.standing.state = State::Closed;
    request.closed_why = input.why.clone();
    store::save(act, &grant, input.version, &request)?;
    promises::withdraw(act, id.cast(), PromiseKind::RecordsRequest)?;
    for asked in store::holders(act, &grant)?.iter().filter(|a| a.answer.is_none()) {
        promises::withdraw(act, asked.id, PromiseKind::HolderAnswer)?;
    }
    grant.note(act, "closed")?;
    store::load(act, &grant)
}
