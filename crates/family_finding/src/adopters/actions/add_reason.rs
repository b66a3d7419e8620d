//! A sensitive reason behind an offer is written down, apart from the offer.

use access::{Act, actions::SeeSensitiveReasons, finding::Household};
use kernel::{Id, Result};

use crate::adopters::store;

/// Adds a sensitive reason. The log says that one was added, not what.
///
/// # Errors
/// `NotFound` for another agency's household; `Forbidden` for who may not read such reasons.
pub fn add_reason(act: &Act<'_>, id: Id<Household>, words: &str) -> Result<()> {
    let grant = act.one::<SeeSensitiveReasons, Household>(id)?;
    store::add_reason(act, &grant, words)?;
    grant.note(act, "a sensitive reason was added")
}
