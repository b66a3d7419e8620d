//! What can be done with returns. Each is done by somebody who works nationally, or by the operator with
//! `hearth return`; both leave a line in the audit log.

mod add_key;
mod close_quarter;
mod take_in;

pub use add_key::add_key;
pub use close_quarter::close_quarter;
pub use take_in::{Became, take_in};

use access::{Act, actions::ReceiveReturn, job};
use kernel::{Id, Result};

/// Notes in the audit log what was done, by whichever right it was done.
fn noted(act: &Act<'_>, kind: &'static str, object: Id<()>, change: &str) -> Result<()> {
    match act.actor().system_name() {
        Some(_) => job::ran(act, "command.return", kind, &[object]),
        None => act.nation::<ReceiveReturn>()?.noted(act, kind, object, change),
    }
}

/// Checks the right before anything is read: the operator's commands need none of the table.
fn may(act: &Act<'_>) -> Result<()> {
    match act.actor().system_name() {
        Some(_) => Ok(()),
        None => act.nation::<ReceiveReturn>().map(|_| ()),
    }
}
