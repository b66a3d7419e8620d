//! A family finder considers a family for children, and writes down what speaks for and against.

use access::{
    Act,
    actions::{MakeLink, ViewMatching},
    finding::{FamilyLink, WaitingGroup},
};
use kernel::{Error, Id, Reference, Result};

use crate::{
    adopters::{model::Availability, store as adopters},
    links::{
        form::Input,
        model::rule,
        store::{self, NewLink},
    },
    matching::{
        store::{self as matching, GroupState},
        view,
    },
};

/// Makes a link that is considered. Several families may be considered for the same children.
///
/// # Errors
/// `NotFound` for another agency's children, or a family that is not to be seen; `Refused`: `link.barred`
/// with what bars the pair, `link.held` where either is linked already or not looked for.
pub fn make_link(
    act: &Act<'_>,
    group: Id<WaitingGroup>,
    input: &Input,
) -> Result<(Id<FamilyLink>, Reference)> {
    let grant = act.one::<MakeLink, WaitingGroup>(group)?;
    let waiting = matching::one(act, &grant)?;
    let profile = adopters::seen_by(act, &act.agency::<ViewMatching>()?, input.family)?;
    let free = waiting.state == GroupState::Waiting && profile.availability == Availability::Ready;
    if !free || store::is_held(act, group, input.family)? {
        return Err(Error::refused(
            rule::HELD,
            "These children or this family are linked already, or are not looked for. Open the children's page to see how they stand.",
        ));
    }
    if store::is_open(act, group, input.family)? {
        return Err(Error::refused(
            rule::HELD,
            "This family is being considered for these children already.",
        ));
    }
    let why = view::one(act, &waiting, &profile)?;
    if let Some(bar) = why.bars.first() {
        return Err(Error::refused(
            rule::BARRED,
            format!("{}. If that has changed, correct it first.", bar.label()),
        ));
    }
    let made = store::add(
        act,
        &NewLink {
            group: (group, grant.agency()),
            household: (profile.id, profile.agency),
            route: waiting.group.route,
            fit: why.fit,
            speaks_for: input.speaks_for.clone(),
            against: input.against.clone(),
        },
    )?;
    grant.note(act, &format!("considers {} as link {}", profile.id, made.0))?;
    Ok(made)
}
