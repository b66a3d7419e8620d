//! API tokens: shown once, stored as a MAC, with a role, an agency and an end.

use jiff::ToSpan;
use kernel::{Error, Id, Result, Timestamp, kinds::Organisation};
use store::{Read, Write, statements};

use crate::{Actor, Role, sessions::random_token};

statements! {
    INSERT = "INSERT INTO api_token (token, label, role, agency_id, created_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)";
    FIND = "SELECT role, agency_id, label FROM api_token WHERE token = $1 AND ends_at > $2 AND revoked_at IS NULL";
}

/// Days that a token lasts unless asked otherwise.
pub const DAYS: i32 = 365;
const PREFIX: &str = "hearth_";

/// Makes a token and gives its text, which is not kept. `agency` is who the token works for: for the
/// role `provider`, the provider itself.
pub fn create(
    w: &Write<'_>,
    role: Role,
    agency: Option<Id<Organisation>>,
    label: &str,
    days: i32,
    now: Timestamp,
) -> Result<String> {
    if agency.is_none() && !role.is_national() {
        return Err(Error::field("agency", "Say which agency this token is for"));
    }
    let text = format!("{PREFIX}{}", random_token()?);
    let ends = now
        .checked_add((i64::from(days) * 24).hours())
        .map_err(|_| Error::field("days", "Use fewer days"))?;
    let stored = w.keys().mac("api-token", &[text.as_bytes()]);
    w.execute(
        INSERT,
        &[stored.as_slice().into(), label.into(), role.code().into(), agency.into(), now.into(), ends.into()],
    )?;
    Ok(text)
}

/// Who a token speaks for, while it lasts.
pub fn actor(r: &Read<'_>, text: &str, now: Timestamp) -> Result<Option<Actor>> {
    let stored = r.keys().mac("api-token", &[text.as_bytes()]);
    r.opt(FIND, &[stored.as_slice().into(), now.into()])?
        .map(|row| Ok(Actor::machine(row.code(0, Role::stored)?, row.get(1)?, row.get(2)?)))
        .transpose()
}
