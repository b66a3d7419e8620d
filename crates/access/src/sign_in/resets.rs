//! The way back of somebody who lost how they sign in: a link in a letter to their own address, which works once and for an
//! hour, and behind it a new password. Whoever starts it sees neither. The link's secret is stored as a MAC, and there is one for
//! an account at a time.

use jiff::SignedDuration;
use kernel::{Error, Id, Result, Timestamp, kinds::Account};
use store::{Read, Value, Write, statements};

use super::{
    codes, devices,
    notices::{self, News},
    passkeys, steps,
};
use crate::{accounts, sessions, sessions::random_token};

statements! {
    PUT = "INSERT INTO account_reset (account_id, token, made_by, made_at, ends_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (account_id) DO UPDATE SET token = excluded.token, made_by = excluded.made_by, made_at = excluded.made_at, ends_at = excluded.ends_at";
    NO_PASSWORD = "UPDATE account SET password = NULL WHERE id = $1 AND disabled_at IS NULL";
    OPEN = "SELECT r.account_id, r.made_by FROM account_reset r JOIN account a ON a.id = r.account_id
            WHERE r.token = $1 AND r.ends_at > $2 AND a.disabled_at IS NULL";
    STOP = "UPDATE account_reset SET ends_at = $2 WHERE account_id = $1 AND ends_at > $2";
    USE = "DELETE FROM account_reset WHERE account_id = $1 AND token = $2 AND ends_at > $3";
}

/// How long a link works, in minutes: long enough to find the letter, too short to lie about.
pub const MINUTES: i64 = 60;

/// A reset that was just started.
#[derive(Debug, Clone)]
pub struct Made {
    /// Whose.
    pub account: Id<Account>,
    /// The secret of the link, which is not kept.
    pub secret: String,
    /// When the link ends.
    pub ends: Timestamp,
}

/// Whose way back a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The account.
    pub account: Id<Account>,
    /// Who started it.
    pub by: Id<Account>,
}

fn stored(r: &Read<'_>, secret: &str) -> Value {
    r.keys().mac("account-reset", &[secret.as_bytes()]).as_slice().into()
}

/// Takes the password away and writes the link; one that was there before works no longer.
pub(crate) fn begin(w: &Write<'_>, account: Id<Account>, by: Id<Account>, now: Timestamp) -> Result<Made> {
    let secret = random_token()?;
    let ends = now.checked_add(SignedDuration::from_mins(MINUTES)).unwrap_or(now);
    w.change(NO_PASSWORD, &[account.into()])?;
    w.execute(PUT, &[account.into(), stored(w, &secret), by.into(), now.into(), ends.into()])?;
    Ok(Made { account, secret, ends })
}

/// Ends the link, if there is one.
pub(crate) fn stop(w: &Write<'_>, account: Id<Account>, now: Timestamp) -> Result<()> {
    w.execute(STOP, &[account.into(), now.into()]).map(|_| ())
}

/// Whose way back a link is, while it works.
pub fn open(r: &Read<'_>, secret: &str, now: Timestamp) -> Result<Option<Open>> {
    r.opt(OPEN, &[stored(r, secret), now.into()])?
        .map(|row| Ok(Open { account: row.get(0)?, by: row.get(1)? }))
        .transpose()
}

/// Uses the link: sets the password by its hash. Whatever else let somebody in is gone, so that whoever must have a second
/// factor sets it up next. `signed_in` is who the browser is signed in as, for nobody uses a link that they started.
///
/// # Errors
/// Refused when the link no longer works, and by `account.own` for whoever started it.
pub fn finish(
    w: &Write<'_>,
    secret: &str,
    hash: &str,
    signed_in: Option<Id<Account>>,
    origin: &str,
    now: Timestamp,
) -> Result<accounts::Account> {
    let Open { account, by } = open(w, secret, now)?.ok_or_else(no_longer)?;
    if signed_in == Some(by) {
        return Err(Error::refused(
            "account.own",
            "You started this reset yourself. Whoever it is for must open the link.",
        ));
    }
    if w.execute(USE, &[account.into(), stored(w, secret), now.into()])? != 1 {
        return Err(no_longer());
    }
    codes::turn_off(w, account)?;
    passkeys::drop_all(w, account)?;
    sessions::end_all(w, account)?;
    steps::end_all(w, account)?;
    devices::forget_all(w, account)?;
    accounts::set_password(w, account, hash, now)?;
    notices::note_at_the_door(w, account, origin, "set a new password by a reset", now)?;
    notices::tell(w, account, News::Password, now)?;
    accounts::by_id(w, account)
}

/// What is said of a link that does not work, whatever the reason.
pub fn no_longer() -> Error {
    Error::refused(
        "reset.ended",
        "This link does not work, or no longer: it works once, for an hour. Ask whoever keeps your account to send a new one.",
    )
}
