//! Withdraws an asking: the link stops working, and the partner is told that nothing is wanted any more.

use access::{Act, actions::AskContribution, audit::changed, links};
use kernel::{Id, Invalid, PromiseKind, Result, kinds};
use page::Fields;

use super::note;
use crate::{
    contributions::{
        PURPOSE, mail,
        model::State,
        store::{self, Contribution},
    },
    promises,
    words::NOTE,
};

/// Reads why.
///
/// # Errors
/// `Invalid` by `why`.
pub fn fields(f: &mut Fields) -> Result<String, Invalid> {
    let why = f.required("why", "Say why it is not needed any more", NOTE);
    f.finish(|| why)
}

/// Withdraws it.
///
/// # Errors
/// `NotFound` for what is others'; `Refused` by rule `contribution.settled` when the partner answered first.
pub fn run(act: &Act<'_>, id: Id<kinds::Contribution>, why: &str) -> Result<Contribution> {
    let grant = act.one::<AskContribution, kinds::Contribution>(id)?;
    let k = store::load(act, &grant)?;
    end(act, &k, why)?;
    grant.note(act, &changed(&[("state", k.state.code(), State::Withdrawn.code())]))?;
    store::load(act, &grant)
}

/// Withdraws all that is still asked to an assessment, once it is complete. Whoever calls holds the grant to complete it.
///
/// # Errors
/// Those of the store.
pub(crate) fn of_completed(act: &Act<'_>, assessment: Id<kinds::Assessment>) -> Result<()> {
    for k in store::of_opened(act, assessment)? {
        if k.state == State::Asked {
            end(act, &k, "The assessment was completed without it.")?;
        }
    }
    Ok(())
}

/// Withdraws all that is still asked in a case, once it is closed. Whoever calls holds the grant to close it.
///
/// # Errors
/// Those of the store.
pub(crate) fn of_closed(act: &Act<'_>, case: Id<kinds::Case>) -> Result<()> {
    for k in store::open_in_case(act, case)? {
        end(act, &k, "The case was closed.")?;
    }
    Ok(())
}

fn end(act: &Act<'_>, k: &Contribution, why: &str) -> Result<()> {
    k.state.to(State::Withdrawn)?;
    store::withdraw(act, k, why)?;
    links::revoke(act.write(), PURPOSE, k.id, act.now())?;
    promises::withdraw(act, k.id.cast(), PromiseKind::Contribution)?;
    mail::withdrawn(act, k)?;
    let words = format!("We do not need an answer from {} any more.", k.ask.organisation);
    note(act, k, &words, true)
}
