//! A child for whom a family is looked for is recorded.

use access::{Act, actions::EditMatching, finding::WaitingGroup};
use kernel::{Error, Id, Invalid, Reference, Result};

use super::not_known;
use crate::matching::{
    form::{NewChild, NewGroup, check, check_child},
    store,
};

/// Records a child who waits. Brothers and sisters who are to stay together are added to the same group.
///
/// # Errors
/// `Invalid` on what is wrong; `Refused` (`matching.known`).
pub fn record_group(
    act: &Act<'_>,
    new: &NewGroup,
    child: &NewChild,
) -> Result<(Id<WaitingGroup>, Reference)> {
    let grant = act.agency::<EditMatching>()?;
    let wrong = [check(new, act.today()), check_child(child, act.today())].concat();
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    not_known(act, &grant, child, None)?;
    let made = store::add(act, &grant, new, child)?;
    grant.showed(act, "waiting-group", &[made.0])?;
    Ok(made)
}
