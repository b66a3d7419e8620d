//! The same request sent twice is done once: the answer of the first is kept for a day,
//! sealed, under the key that the sender chose (an `Idempotency-Key`, or the hidden field
//! of a form).

use kernel::{Error, Id, Result};
use store::{Column, statements};

use crate::Act;

statements! {
    FIND = "SELECT row_id, request, body FROM answer WHERE key = $1";
    KEEP = "INSERT INTO answer (key, row_id, request, body, at) VALUES ($1, $2, $3, $4, $5)";
    FORGET = "DELETE FROM answer WHERE at < $1";
}

const BODY: Column = Column::new("answer.body");
const KEEP_FOR: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

enum Kept {}

/// A request that may come twice.
#[derive(Debug, Clone)]
pub struct Once {
    /// The sender's key.
    pub key: String,
    /// The whole request, to tell a repeat from another request under the same key.
    pub request: Vec<u8>,
}

impl Once {
    /// The answer that was given before, if this was done before.
    ///
    /// # Errors
    /// Refused when the key was used for another request.
    pub fn before(&self, act: &Act<'_>) -> Result<Option<String>> {
        let Some(row) = act.opt(FIND, &[self.stored(act).into()])? else { return Ok(None) };
        if row.get::<Vec<u8>>(1)? != act.keys().mac("answer-request", &[&self.request]) {
            return Err(Error::refused(
                "idempotency-key-reused",
                "This form was already sent with other answers. Open it again to send new ones.",
            ));
        }
        let id: Id<Kept> = row.get(0)?;
        act.open(BODY, id, &row.get::<Vec<u8>>(2)?).map(Some)
    }

    /// Keeps the answer in the same transaction as the work.
    pub fn keep(&self, act: &Act<'_>, body: &str) -> Result<()> {
        let id: Id<Kept> = Id::new(act.now());
        let request = act.keys().mac("answer-request", &[&self.request]);
        act.execute(
            KEEP,
            &[
                self.stored(act).into(),
                id.into(),
                request.as_slice().into(),
                act.seal(BODY, id, body)?,
                act.now().into(),
            ],
        )
        .map(|_| ())
    }

    /// The key is the sender's own: another sender's same key is another key.
    fn stored(&self, act: &Act<'_>) -> Vec<u8> {
        let who = act.actor();
        let account = who.account();
        act.keys()
            .mac(
                "answer-key",
                &[
                    who.role_code().as_bytes(),
                    account.as_ref().map_or(who.name().as_bytes(), |a| a.as_bytes()),
                    self.key.as_bytes(),
                ],
            )
            .to_vec()
    }
}

/// Forgets answers older than a day; a job does this.
pub fn forget(w: &store::Write<'_>, now: kernel::Timestamp) -> Result<u64> {
    w.execute(FORGET, &[now.checked_sub(KEEP_FOR).unwrap_or(now).into()])
}
