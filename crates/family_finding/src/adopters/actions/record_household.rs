//! An approved household is recorded.

use access::{Act, actions::EditAdopters, finding::Household};
use kernel::{Error, Id, Invalid, Reference, Result};

use crate::adopters::{
    model::{self, Entry},
    store,
};

/// Records a household of one's own agency, ready to be suggested.
///
/// # Errors
/// `Invalid` on what is wrong with it: see [`model::check`].
pub fn record_household(act: &Act<'_>, entry: &Entry) -> Result<(Id<Household>, Reference)> {
    let grant = act.agency::<EditAdopters>()?;
    let wrong = model::check(entry, act.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let made = store::add(act, grant.agency(), entry)?;
    grant.showed(act, "adopter-household", &[made.0])?;
    Ok(made)
}
