//! An agency closes a topic of its own, or opens it again.

use access::{Act, Grant, One, actions::KeepTopics, strategy::Topic};
use kernel::{Error, Id, Result};

use crate::community::{
    model::{TopicState, rule},
    store,
};

fn must_be(act: &Act<'_>, grant: &Grant<KeepTopics, One<Topic>>, state: TopicState, why: &str) -> Result<()> {
    match store::topic(act, grant)?.state == state {
        true => Ok(()),
        false => Err(Error::refused(rule::STATE, why)),
    }
}

/// Closes it with a reason: it takes nothing new, and what stands in it can still be read.
///
/// # Errors
/// `NotFound` for another agency's; `Refused` by `community.state`; `Stale`.
pub(in crate::community) fn close_topic(act: &Act<'_>, id: Id<Topic>, version: i64, why: &str) -> Result<()> {
    let grant = act.one::<KeepTopics, Topic>(id)?;
    must_be(act, &grant, TopicState::Open, "This topic is closed already.")?;
    store::set_topic(act, &grant, version, TopicState::Closed, Some(why))?;
    grant.note(act, "closed")
}

/// Opens it again.
///
/// # Errors
/// As [`close_topic`].
pub(in crate::community) fn reopen_topic(act: &Act<'_>, id: Id<Topic>, version: i64) -> Result<()> {
    let grant = act.one::<KeepTopics, Topic>(id)?;
    must_be(act, &grant, TopicState::Closed, "This topic is open already.")?;
    store::set_topic(act, &grant, version, TopicState::Open, None)?;
    grant.note(act, "opened again")
}
