//! What can be done with contact plans, one verb a file.

mod change_plan;
mod join_plan;
mod record_wish;
mod start_plan;

#[cfg(test)]
pub(crate) mod tests;

pub use change_plan::change_plan;
pub use join_plan::join_plan;
pub use record_wish::record_wish;
pub use start_plan::start_plan;

use access::Act;
use casework::promises::{self, About};
use kernel::{Calendar, Date, PromiseKind, Result};

use super::wire::Plan;

/// The plan is promised to be looked at again by this day. The promise names the plan alone.
fn promise_review(act: &Act<'_>, plan: &Plan, on: Date) -> Result<()> {
    let about = About { agency: plan.agency, case: None, enquiry: None, thing: plan.id.cast() };
    promises::make_due(act, about, PromiseKind::ContactReview, act.now(), Calendar::england().end_of(on))
}
