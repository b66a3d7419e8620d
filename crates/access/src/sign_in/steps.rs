//! A sign-in between two of its steps: a right password that waits for its code, a journey to another sign-in
//! service and back, a challenge for a passkey. The browser's cookie holds a secret, the database its MAC and
//! what was noted, sealed. A step is spent when it is taken up.

use jiff::SignedDuration;
use kernel::{Id, Result, Timestamp, kinds::Account};
use store::{Column, Read, Value, Write, statements};

use crate::sessions::random_token;

statements! {
    ADD = "INSERT INTO sign_in_step (token, id, kind, account_id, data, ends_at) VALUES ($1, $2, $3, $4, $5, $6)";
    FIND = "SELECT id, account_id, data FROM sign_in_step WHERE token = $1 AND kind = $2 AND ends_at > $3";
    SPEND = "DELETE FROM sign_in_step WHERE token = $1";
    FORGET = "DELETE FROM sign_in_step WHERE ends_at < $1";
    OF_ACCOUNT = "DELETE FROM sign_in_step WHERE account_id = $1";
    SPENT = "INSERT INTO spent_token (token, ends_at) VALUES ($1, $2) ON CONFLICT (token) DO NOTHING";
    FORGET_SPENT = "DELETE FROM spent_token WHERE ends_at < $1";
}

const DATA: Column = Column::new("sign_in_step.data");

enum Row {}

/// What was noted.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Whose step, where that is known already.
    pub account: Option<Id<Account>>,
    /// What was noted.
    pub data: String,
}

/// Notes a step for `minutes`; gives its secret.
pub fn begin(
    w: &Write<'_>,
    kind: &'static str,
    account: Option<Id<Account>>,
    data: &str,
    minutes: i64,
    now: Timestamp,
) -> Result<String> {
    let token = random_token()?;
    let id = Id::<Row>::new(now);
    let ends = now.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(now);
    let params =
        [stored(w, &token), id.into(), kind.into(), account.into(), w.seal(DATA, id, data)?, ends.into()];
    w.execute(ADD, &params)?;
    Ok(token)
}

/// The step with this secret, while it lasts.
pub fn find(r: &Read<'_>, kind: &'static str, token: &str, now: Timestamp) -> Result<Option<Step>> {
    let Some(row) = r.opt(FIND, &[stored(r, token), kind.into(), now.into()])? else { return Ok(None) };
    let id: Id<Row> = row.get(0)?;
    Ok(Some(Step { account: row.get(1)?, data: r.open(DATA, id, &row.get::<Vec<u8>>(2)?)? }))
}

/// The same, taken up: it is there once.
pub fn spend(w: &Write<'_>, kind: &'static str, token: &str, now: Timestamp) -> Result<Option<Step>> {
    let step = find(w, kind, token, now)?;
    match step {
        Some(step) if w.execute(SPEND, &[stored(w, token)])? == 1 => Ok(Some(step)),
        _ => Ok(None),
    }
}

/// Takes back every step of an account: its password or its access changed.
pub fn end_all(w: &Write<'_>, account: Id<Account>) -> Result<u64> {
    w.execute(OF_ACCOUNT, &[account.into()])
}

/// Marks a token of another service as used; false when it was used before. `ends` is when it ends by itself.
pub fn first_use(w: &Write<'_>, domain: &str, token: &str, ends: Timestamp) -> Result<bool> {
    let mac = w.keys().mac("spent-token", &[domain.as_bytes(), token.as_bytes()]);
    Ok(w.execute(SPENT, &[mac.as_slice().into(), ends.into()])? == 1)
}

fn stored(r: &Read<'_>, token: &str) -> Value {
    r.keys().mac("sign-in-step", &[token.as_bytes()]).as_slice().into()
}

/// Forgets what has ended; a job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    Ok(w.execute(FORGET, &[now.into()])? + w.execute(FORGET_SPENT, &[now.into()])?)
}
