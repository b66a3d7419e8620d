//! How a provider stands with the agencies.

use access::{Act, actions::ManageProviders, audit::changed};
use kernel::{Error, Id, Result, kinds::Organisation};

use crate::providers::{model::Approval, store, vetting};

kernel::codes! {
    /// A change of a provider's standing.
    Step {
        Approve = "approve", "Approve";
        Suspend = "suspend", "Suspend";
        Reinstate = "reinstate", "End the suspension";
        Leave = "leave", "Take off the list";
    }
}

/// Changes how a provider stands. Who is approved, or comes back from a suspension, must have been vetted and
/// have a price.
///
/// # Errors
/// `Forbidden` for other roles; `NotFound`; `Stale`; `Refused`: `provider.state`, `provider.vetting` or
/// `provider.price`.
pub fn step_provider(act: &Act<'_>, id: Id<Organisation>, step: Step, version: i64) -> Result<Approval> {
    let grant = act.agency::<ManageProviders>()?;
    let store::Kept { provider, approved_on, .. } = store::kept(act, id)?.ok_or(Error::NotFound)?;
    let next = match step {
        Step::Approve => provider.approval.approve()?,
        Step::Suspend => provider.approval.suspend()?,
        Step::Reinstate => provider.approval.reinstate()?,
        Step::Leave => provider.approval.leave()?,
    };
    if next == Approval::Approved {
        vetting::may_be_approved(store::vetting(act, id)?.as_ref().map(|v| &v.seen), act.today())?;
        if store::all_prices(act, id)?.is_empty() {
            return Err(Error::refused("provider.price", "Add a price for at least one therapy first."));
        }
    }
    let approved_on = if step == Step::Approve { Some(act.today()) } else { approved_on };
    store::set_standing(act, id, version, next, approved_on)?;
    let was = provider.approval.code();
    grant.noted(act, "provider", id.cast(), None, &changed(&[("standing", was, next.code())]))?;
    Ok(next)
}
