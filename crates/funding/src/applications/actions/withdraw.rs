//! The agency takes an application back before it is decided.

use access::{Act, actions::DraftApplication, audit::changed};
use casework::{
    promises,
    timeline::{self, EventKind, NewEvent},
};
use kernel::{Error, Id, PromiseKind, Result, kinds};

use crate::applications::{model::State, store};

/// Withdraws a draft or a sent application, with the reason.
///
/// # Errors
/// `NotFound` for an application of others; `Stale`; `Refused` (`application.state`) once decided.
pub fn withdraw_application(
    act: &Act<'_>,
    id: Id<kinds::Application>,
    version: i64,
    reason: &str,
) -> Result<()> {
    let grant = act.one::<DraftApplication, kinds::Application>(id)?;
    let mut a = store::load(act, &grant)?.application;
    if a.version != version {
        return Err(Error::Stale);
    }
    let (was_sent, was) = (a.state == State::Sent, a.state.code());
    a.state = a.state.withdraw()?;
    a.decision = Some(reason.to_owned());
    store::save(act, &grant, &a)?;
    grant.note(act, &changed(&[("status", was, a.state.code()), ("reason", "", reason)]))?;
    if !was_sent {
        return Ok(());
    }
    promises::withdraw(act, a.id.cast(), PromiseKind::FundingDecision)?;
    timeline::note(
        act,
        NewEvent {
            agency: a.agency,
            case: a.case,
            kind: EventKind::Application,
            words: &format!("Application {} was withdrawn: {reason}", a.reference),
            link: Some(&format!("/applications/{}", a.id)),
            // Why it was taken back is for the social worker to tell, with what comes instead.
            family_sees: false,
        },
    )
}
