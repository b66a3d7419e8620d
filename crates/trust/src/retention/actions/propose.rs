//! Proposing that a record whose time is over is destroyed. Somebody else decides.

use access::{Act, actions::ProposeDestruction};
use kernel::{Error, Id, Result};

use crate::retention::{
    model::{Proposal, State, may_end},
    store::{self, Kept},
};

/// Proposes it.
///
/// # Errors
/// `NotFound` for a record of others; `Refused`: `retention.unknown`, `retention.early`, `retention.held`, or
/// `retention.proposed` when somebody proposed it already.
pub fn propose_destruction<T: Kept>(act: &Act<'_>, id: Id<T>, reason: &str) -> Result<Proposal> {
    let grant = act.one::<ProposeDestruction, T>(id)?;
    let item = T::item(act, &grant)?;
    may_end(item.as_ref().and_then(|i| i.due), store::held(act, id.cast())?, act.today())?;
    if store::waiting(act, &grant)?.is_some() {
        return Err(Error::refused(
            "retention.proposed",
            "Somebody proposed this already. It waits for a decision.",
        ));
    }
    let item = item.ok_or(Error::NotFound)?;
    let proposal = Proposal {
        id: Id::new(act.now()),
        agency: item.agency,
        kind: item.kind,
        record: item.record,
        reference: item.reference,
        class: item.class,
        due: item.due.unwrap_or(act.today()),
        reason: reason.to_owned(),
        proposed: act.now(),
        proposed_by: act.actor().account(),
        state: State::Proposed,
        decided: None,
        decided_by: None,
        decided_why: String::new(),
        erased: None,
        version: 1,
    };
    store::propose(act, &proposal)?;
    grant.note(act, &format!("destruction proposed: {}", proposal.id))?;
    Ok(proposal)
}
