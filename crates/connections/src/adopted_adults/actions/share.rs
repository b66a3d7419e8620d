//! Something is shared with the adult, and the log says what, what was left out, and how.

use access::{Act, actions::ShareAdultRecords, connections::AdultRequest};
use casework::promises;
use kernel::{Id, Invalid, PromiseKind, Result};
use page::Fields;

use crate::{
    adopted_adults::{model::Way, store},
    words::NOTE,
};

/// What is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// What.
    pub what: String,
    /// What was left out of it, and why; empty where nothing was.
    pub left_out: String,
    /// How.
    pub way: Way,
}

/// Reads [`Share`].
pub fn share_fields(f: &mut Fields) -> Result<Share, Invalid> {
    let what = f.required("what", "Write what is shared", NOTE);
    let left_out = f.optional("left_out", NOTE).unwrap_or_default();
    let way = f.choice::<Way>("way", "Choose how it is shared");
    f.finish(|| Some(Share { what: what?, left_out, way: way? }))
}

/// Writes the line of the log. The first one keeps the promise to answer.
///
/// # Errors
/// `Refused` by `adult.identity`, `adult.counselling` or `adult.closed`.
pub fn share(act: &Act<'_>, id: Id<AdultRequest>, input: &Share) -> Result<()> {
    let grant = act.one::<ShareAdultRecords, AdultRequest>(id)?;
    store::load(act, &grant)?.standing.may_share()?;
    store::add_share(act, &grant, &input.what, &input.left_out, input.way)?;
    promises::keep(act, id.cast(), PromiseKind::RecordsRequest, act.now())?;
    grant.note(act, "a record was shared")
}
