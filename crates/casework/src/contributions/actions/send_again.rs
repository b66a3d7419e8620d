//! Sends the letter again with a new link. The old link stops working; what the partner wrote is kept.

use access::{Act, actions::AskContribution, audit::changed};
use kernel::{Error, Id, Invalid, Result, kinds};
use page::Fields;

use super::{make_link, share};
use crate::contributions::{
    mail,
    model::State,
    store::{self, Contribution},
};

/// Reads the version that was read.
///
/// # Errors
/// `Invalid` by `version`.
pub fn fields(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// Sends it again.
///
/// # Errors
/// `NotFound` for what is others'; `Stale` when it changed after it was read; `Refused` by rule `contribution.settled` once
/// it is answered or withdrawn, and by the gate where the ground is gone.
pub fn run(act: &Act<'_>, id: Id<kinds::Contribution>, version: i64) -> Result<Contribution> {
    let grant = act.one::<AskContribution, kinds::Contribution>(id)?;
    let mut k = store::load(act, &grant)?;
    k.state.to(State::Sent)?;
    if k.version != version {
        return Err(Error::Stale);
    }
    share(act, &grant, k.case, k.id, k.ask.to())?;
    store::new_link(act, &grant, &k)?;
    (k.link, k.version) = (k.link + 1, k.version + 1);
    make_link(act, &k)?;
    mail::asked(act, &k)?;
    grant.note(act, &changed(&[("link", "", &format!("letter {}", k.link))]))?;
    Ok(k)
}
