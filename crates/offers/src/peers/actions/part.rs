//! A mentor and a family part.

use access::{Act, actions::MatchMentors, offers::Match as Kind};
use kernel::{Error, Id, Result};

use crate::peers::{
    model::{Match, rule},
    store,
};

/// Ends a match, with the reason.
///
/// # Errors
/// `NotFound` for another agency's, or a sealed family's; `Refused` (`mentor.over`) when it has ended; `Stale`.
pub fn part(act: &Act<'_>, id: Id<Kind>, version: i64, reason: &str) -> Result<Match> {
    let grant = act.one::<MatchMentors, _>(id)?;
    if store::one_match(act, &grant)?.ended.is_some() {
        return Err(Error::refused(rule::OVER, "This has ended already."));
    }
    store::end_match(act, &grant, version, act.now(), reason)?;
    grant.note(act, "parted")?;
    store::one_match(act, &grant)
}
