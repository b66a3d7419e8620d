//! A suggestion is passed over, with the reason, so that a missed match can be told from one that was weighed.

use access::{
    Act,
    actions::{EditMatching, ViewMatching},
    finding::{Household, WaitingGroup},
};
use kernel::{Id, Result};

use crate::{adopters::store as adopters, matching::store};

/// Keeps why a family was not considered for these children.
///
/// # Errors
/// `NotFound` where the children are another agency's, or the family is not to be seen.
pub fn pass_over(act: &Act<'_>, id: Id<WaitingGroup>, family: Id<Household>, words: &str) -> Result<()> {
    let grant = act.one::<EditMatching, WaitingGroup>(id)?;
    adopters::seen_by(act, &act.agency::<ViewMatching>()?, family)?;
    store::pass_over(act, (id, grant.agency()), family, words)?;
    grant.note(act, &format!("passed over {family}"))
}
