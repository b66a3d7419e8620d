//! What can be done with children who wait, one verb a file.

mod add_child;
mod change_group;
mod correct_child;
mod look_for_family;
mod pass_over;
mod record_group;
mod withdraw_group;

#[cfg(test)]
pub(crate) mod tests;

pub use add_child::add_child;
pub use change_group::change_group;
pub use correct_child::correct_child;
pub use look_for_family::look_for_family;
pub use pass_over::pass_over;
pub use record_group::record_group;
pub use withdraw_group::withdraw_group;

use access::{Act, Grant, InAgency, actions::EditMatching, finding::ProfiledChild};
use kernel::{Error, Id, Result};

use super::{form::NewChild, store};

/// Refuses a number in the return under which the agency has recorded another child, by saying where: the same child
/// recorded twice would be matched twice.
fn not_known(
    act: &Act<'_>,
    grant: &Grant<EditMatching, InAgency>,
    child: &NewChild,
    itself: Option<Id<ProfiledChild>>,
) -> Result<()> {
    let known = store::with_number(act, grant, &child.number)?;
    match known.into_iter().find(|known| Some(known.child) != itself) {
        None => Ok(()),
        Some(known) => Err(Error::refused(
            rule::KNOWN,
            format!(
                "A child with this number in the return is recorded already, as {}. Open that record.",
                known.reference
            ),
        )),
    }
}

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// The group has as many children as one can have.
    pub const FULL: &str = "matching.full";
    /// The agency has recorded a child with this number in the return already.
    pub const KNOWN: &str = "matching.known";
    /// The returns say that no family is looked for: placed, adopted, or the plan ended.
    pub const NOT_ON_THE_WAY: &str = "matching.not-on-the-way";
    /// The group is linked, placed, or no longer looked for.
    pub const NOT_WAITING: &str = "matching.not-waiting";
}
