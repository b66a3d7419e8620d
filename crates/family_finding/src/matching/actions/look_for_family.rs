//! A family is looked for, for a child whom the agency knows from the statutory return: nothing of it is told again.

use access::{
    Act,
    actions::{EditMatching, ViewWaitingChild},
    finding::WaitingGroup,
};
use kernel::{Error, Id, Reference, Result, kinds::WaitingChild};

use super::{add_child, record_group, rule};
use crate::{
    children::store as children,
    matching::{
        form::{NewChild, With},
        store,
    },
};

/// Records the child as one for whom a family is looked for, alone or with brothers and sisters who are recorded already. The
/// child's number in the return comes from there, whatever `child` says.
///
/// # Errors
/// `Invalid`; `Refused` (`matching.not-on-the-way`, `matching.known`, and those of [`add_child`]).
pub fn look_for_family(
    act: &Act<'_>,
    id: Id<WaitingChild>,
    child: &NewChild,
    with: &With,
) -> Result<(Id<WaitingGroup>, Reference)> {
    let record = children::record(act, &act.one::<ViewWaitingChild, WaitingChild>(id)?)?;
    if !record.step.lacks_a_family() {
        return Err(Error::refused(
            rule::NOT_ON_THE_WAY,
            format!(
                "The returns say of this child: {}. A family is not looked for from here. If it is to be, record the child on the matching page.",
                record.step.label().to_lowercase()
            ),
        ));
    }
    let child = NewChild { number: record.local_id, ..child.clone() };
    match with {
        With::Nobody(group) => record_group(act, group, &child),
        With::Siblings(reference) => {
            let found = store::by_reference(act, &act.agency::<EditMatching>()?, reference)?;
            let (group, version) = found.ok_or_else(|| {
                Error::field(
                    "together",
                    "Your agency looks for a family for no children with this reference. Copy it from the matching page, or leave it empty",
                )
            })?;
            add_child(act, group, version, &child)?;
            Ok((group, reference.clone()))
        }
    }
}
