//! A quarter is closed: its sums are settled.

use access::{Act, organisations::id_of};
use kernel::Result;

use super::{may, noted};
use crate::returns::{model::Quarter, store};

/// Closes a quarter that is over. Closing it twice changes nothing.
///
/// # Errors
/// `Forbidden` for other roles; `Refused` by `return.quarter` before it is over.
pub fn close_quarter(act: &Act<'_>, quarter: Quarter) -> Result<()> {
    may(act)?;
    quarter.must_be_over(act.today())?;
    if store::closed(act, quarter)?.is_some() {
        return Ok(());
    }
    store::close(act, quarter)?;
    noted(act, "return-quarter", id_of("quarter", &quarter.to_string()).cast(), &format!("closed {quarter}"))
}
