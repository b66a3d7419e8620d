//! Deciding on a proposal. A yes erases the words of the record in the same transaction; the certificate stays.

use access::{Act, actions::ApproveDestruction, rights::Destruction};
use kernel::{Error, Id, Invalid, Result};
use page::Fields;

use crate::{
    retention::{
        erase,
        model::{Kind, Proposal, State, may_end},
        store,
    },
    words::NOTE,
};

/// What the form and the API send.
#[derive(Debug, Clone, PartialEq)]
pub struct Decide {
    /// The version that was read.
    pub version: i64,
    /// Whether it is destroyed.
    pub destroy: bool,
    /// Why.
    pub why: String,
}

/// Reads [`Decide`].
pub fn decide_fields(f: &mut Fields) -> Result<Decide, Invalid> {
    let version = f.version();
    let destroy = f.yes_no("destroy", "Choose whether it is destroyed");
    let why = f.required("why", "Say why", NOTE);
    f.finish(|| Some(Decide { version: version?, destroy: destroy?, why: why? }))
}

/// Decides. What held when it was proposed is looked at again: the time, and holds.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `retention.decided`, `retention.own`, `retention.held`,
/// `retention.early`, `retention.open` when the record was opened again; `Stale`.
pub fn decide_destruction(act: &Act<'_>, id: Id<Destruction>, input: &Decide) -> Result<Proposal> {
    let grant = act.one::<ApproveDestruction, Destruction>(id)?;
    let proposal = store::load(act, &grant)?;
    proposal.may_decide(act.actor().account())?;
    if proposal.version != input.version {
        return Err(Error::Stale);
    }
    if !input.destroy {
        store::decide(act, &grant, input.version, State::Refused, &input.why, None)?;
        grant.note(act, "proposed, then kept")?;
        return store::load(act, &grant);
    }
    may_end(Some(proposal.due), store::held(act, proposal.record)?, act.today())?;
    let erased = match proposal.kind {
        Kind::Case => {
            let case = proposal.record.cast::<kernel::kinds::Case>();
            let record = casework::cases::store::of_opened(act, &grant, case)?;
            if record.state != casework::cases::store::CaseState::Closed {
                return Err(Error::refused("retention.open", "This case was opened again. Keep it."));
            }
            erase::case(act, &grant, case)?
        }
        Kind::Enquiry => erase::enquiry(act, &grant, proposal.record.cast())?,
    };
    store::forget_item(act, proposal.record)?;
    store::decide(act, &grant, input.version, State::Destroyed, &input.why, Some(erased))?;
    grant.note(act, &format!("{} {} destroyed: {erased} rows", proposal.kind.code(), proposal.record))?;
    store::load(act, &grant)
}
