//! Sessions in the browser. The cookie holds a random token; the database holds its MAC.

use data_encoding::BASE32_NOPAD;
use jiff::SignedDuration;
use kernel::{Error, Id, Result, Timestamp, kinds};
use store::{Keys, Read, Write, statements};

use crate::{Actor, accounts};

statements! {
    START = "INSERT INTO session (token, account_id, created_at, seen_at, ends_at) VALUES ($1, $2, $3, $3, $4)";
    FIND = "SELECT account_id, seen_at FROM session WHERE token = $1 AND ends_at > $2 AND seen_at > $3";
    SEEN = "UPDATE session SET seen_at = $2 WHERE token = $1";
    END = "DELETE FROM session WHERE token = $1";
    FORGET = "DELETE FROM session WHERE ends_at < $1";
}

/// A session ends after a working day, whatever happens.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// A session ends when it was left alone for this long.
const IDLE: SignedDuration = SignedDuration::from_hours(1);
/// How often it is noted that a session is in use.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// A session's secret: what the cookie holds.
#[derive(Debug, Clone)]
pub struct Token(String);

impl Token {
    /// Reads a cookie.
    pub fn from_cookie(text: &str) -> Self {
        Token(text.to_owned())
    }

    /// What the cookie holds.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn stored(&self, keys: &Keys) -> [u8; 32] {
        keys.mac("session", &[self.0.as_bytes()])
    }

    /// The word that forms of this session carry, so that another site cannot send them.
    pub fn form_word(&self, keys: &Keys) -> String {
        BASE32_NOPAD.encode(&keys.mac("form", &[self.0.as_bytes()])[..20])
    }
}

/// A new random secret of 32 bytes, as text.
pub(crate) fn random_token() -> Result<String> {
    let mut bytes = [0_u8; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::Internal("no random numbers".into()))?;
    Ok(BASE32_NOPAD.encode(&bytes))
}

/// Starts a session with a fresh secret.
pub fn start(w: &Write<'_>, account: Id<kinds::Account>, now: Timestamp) -> Result<Token> {
    let token = Token(random_token()?);
    let ends = now.checked_add(LONGEST).unwrap_or(now);
    let stored = token.stored(w.keys());
    w.execute(START, &[stored.as_slice().into(), account.into(), now.into(), ends.into()])?;
    Ok(token)
}

/// Who a session belongs to, while it lasts.
pub fn actor(r: &Read<'_>, token: &Token, now: Timestamp) -> Result<Option<Actor>> {
    let stored = token.stored(r.keys());
    let idle_since = now.checked_sub(IDLE).unwrap_or(now);
    let Some(row) = r.opt(FIND, &[stored.as_slice().into(), now.into(), idle_since.into()])? else {
        return Ok(None);
    };
    let seen: Timestamp = row.get(1)?;
    if now.duration_since(seen) > NOTE_EVERY {
        r.afterwards(SEEN, vec![stored.as_slice().into(), now.into()]);
    }
    Ok(Some(Actor::signed_in(&accounts::by_id(r, row.get(0)?)?)))
}

/// Ends a session.
pub fn end(w: &Write<'_>, token: &Token) -> Result<()> {
    w.execute(END, &[token.stored(w.keys()).as_slice().into()]).map(|_| ())
}

/// Forgets sessions that have ended; a job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    w.execute(FORGET, &[now.into()])
}
