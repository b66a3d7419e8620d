//! A brother or sister who is to stay with the child is added.

use access::{Act, actions::EditMatching, finding::WaitingGroup};
use kernel::{Error, Id, Invalid, Result};

use super::{not_known, rule};
use crate::matching::{
    child::MOST_CHILDREN,
    form::{NewChild, check_child},
    store::{self, GroupState},
};

/// Adds a child to a group that waits: from now on they are placed together.
///
/// # Errors
/// `Invalid`; `Refused` (`matching.full`, `matching.not-waiting`, `matching.known`); [`kernel::Error::Stale`].
pub fn add_child(act: &Act<'_>, id: Id<WaitingGroup>, version: i64, child: &NewChild) -> Result<()> {
    let grant = act.one::<EditMatching, WaitingGroup>(id)?;
    let wrong = check_child(child, act.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let group = store::one(act, &grant)?;
    if group.state != GroupState::Waiting {
        return Err(Error::refused(
            rule::NOT_WAITING,
            "No family is looked for just now. End the link first if the children are to be placed differently.",
        ));
    }
    if group.group.children.len() >= MOST_CHILDREN {
        return Err(Error::refused(
            rule::FULL,
            format!("A group can have {MOST_CHILDREN} children. Record the others as a group of their own."),
        ));
    }
    not_known(act, &act.agency::<EditMatching>()?, child, None)?;
    store::add_child(act, &grant, version, group.group.children.len(), child)?;
    grant.note(act, "a brother or sister was added")
}
