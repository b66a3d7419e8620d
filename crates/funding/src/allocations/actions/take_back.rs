//! An allocation was recorded wrongly.

use access::{Act, actions::RecordAllocation, audit::changed};
use kernel::{Error, Id, Result};

use crate::{
    allocations::{
        model::{AllocationKind, account, rule, taking_back},
        store::{self, Allocation},
    },
    ledger::store::{About, post},
};

/// Takes back the whole of an allocation, with the reason. What was approved out of it stays approved,
/// so there must be as much free: record the right allocation first where there is not.
///
/// # Errors
/// `NotFound` for another agency's; `Refused`: `allocation.taken-back`, or `ledger.allocation` when too much
/// of it is promised already.
pub fn take_back_allocation(act: &Act<'_>, id: Id<AllocationKind>, reason: &str) -> Result<Allocation> {
    let grant = act.agency::<RecordAllocation>()?;
    let wrong = store::load(act, &grant, id)?;
    if !wrong.stands() {
        return Err(Error::refused(
            rule::TAKEN_BACK,
            "This was taken back already. Open the list of allocations to see what stands.",
        ));
    }
    let back = Allocation {
        id: Id::new(act.now()),
        amount: -wrong.amount,
        note: Some(reason.to_owned()),
        recorded: act.now(),
        recorded_by: act.actor().account(),
        corrects: Some(wrong.id),
        ..wrong
    };
    for movement in taking_back(id, account(grant.agency(), back.year), -back.amount)? {
        post(act, &movement, About::default())?;
    }
    store::insert(act, grant.agency(), &back)?;
    let (was, by) = (wrong.amount.to_string(), back.id.to_string());
    grant.noted(
        act,
        "allocation",
        id.cast(),
        None,
        &changed(&[("amount", &was, "£0"), ("taken back by", "", &by), ("reason", "", reason)]),
    )?;
    Ok(back)
}
