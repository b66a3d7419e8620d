//! An agency's returns are known by this key from now on.

use access::{Act, organisations};
use kernel::{Error, Result};

use super::{may, noted};
use crate::returns::{model, store};

/// Adds a key. The one before ends: what it signed and was taken in stays.
///
/// # Errors
/// `Forbidden` for other roles; `Invalid` on `agency` or `key`.
pub fn add_key(act: &Act<'_>, agency: &str, key: &str) -> Result<()> {
    may(act)?;
    let key = model::key(key)?;
    let agency = organisations::agency_by_code(act, agency)?.ok_or_else(|| {
        Error::field("agency", "There is no agency with this code. Look it up under Organisations")
    })?;
    if store::key(act, agency.id)?.as_deref() == Some(key.as_str()) {
        return Ok(());
    }
    store::put_key(act, agency.id, &key)?;
    noted(act, "return-key", agency.id.cast(), &format!("key {key} for {}", agency.code))
}
