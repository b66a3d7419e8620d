//! Messages to the world. They are written in the transaction that causes them and sent
//! afterwards by a job, at least once, each with a stable key so that causing it twice
//! sends it once. Who it goes to and what it says are sealed.

use kernel::{Id, Result, Timestamp, kinds::Message};

use crate::{Column, Read, Row, Value, Write, statements};

statements! {
    PUT = "INSERT INTO message (id, key, channel, recipient, subject, body, created_at, next_at, tries)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0) ON CONFLICT (key) DO NOTHING";
    DUE = "SELECT id, channel, recipient, subject, body, tries FROM message
           WHERE next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at, id LIMIT $2";
    CLAIM = "UPDATE message SET next_at = $2, tries = tries + 1 WHERE id = $1 AND next_at IS NOT NULL AND tries = $3";
    SENT = "UPDATE message SET next_at = NULL, sent_at = $2 WHERE id = $1";
    HOLD = "UPDATE message SET next_at = NULL, failure = 'held-after-restore' WHERE next_at IS NOT NULL";
    // Ids go by time, so that the key of the table finds what came since.
    SINCE = "SELECT id, recipient FROM message WHERE id > $1 ORDER BY id LIMIT 500";
    WAITING = "SELECT id, recipient FROM message WHERE next_at IS NOT NULL";
    FORGET = "DELETE FROM message WHERE id = $1";
    FORGET_SENT = "DELETE FROM message WHERE id < $1 AND next_at IS NULL";
    FAILED = "UPDATE message SET next_at = $2, failure = $3 WHERE id = $1";
}

const RECIPIENT: Column = Column::new("message.recipient");
const SUBJECT: Column = Column::new("message.subject");
const BODY: Column = Column::new("message.body");

/// How long what has left, or was given up, is kept, in days. Nothing is caused twice so much later.
pub const KEPT: i64 = 90;

/// How a message travels.
pub const EMAIL: &str = "email";

/// A message that is due.
#[derive(Debug, Clone)]
pub struct Due {
    /// Its id.
    pub id: Id<Message>,
    /// How it travels.
    pub channel: String,
    /// To whom: an address of that channel.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Tries so far.
    pub tries: u32,
}

/// Puts an email in the outbox. The same `key` is sent once, however often it is put.
pub fn email(w: &Write<'_>, now: Timestamp, key: &str, to: &str, subject: &str, body: &str) -> Result<()> {
    let id = Id::<Message>::new(now);
    let params = [
        id.into(),
        key.into(),
        EMAIL.into(),
        w.seal(RECIPIENT, id, to)?,
        w.seal(SUBJECT, id, subject)?,
        w.seal(BODY, id, body)?,
        now.into(),
    ];
    w.execute(PUT, &params).map(|_| ())
}

/// Up to `limit` messages that are due at `now`, oldest first.
pub fn due(r: &Read<'_>, now: Timestamp, limit: u32) -> Result<Vec<Due>> {
    r.query(DUE, &[now.into(), limit.into()])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok(Due {
                id,
                channel: row.get(1)?,
                to: r.open(RECIPIENT, id, &row.get::<Vec<u8>>(2)?)?,
                subject: r.open(SUBJECT, id, &row.get::<Vec<u8>>(3)?)?,
                body: r.open(BODY, id, &row.get::<Vec<u8>>(4)?)?,
                tries: row.get(5)?,
            })
        })
        .collect()
}

/// Takes a message to send it, until `until`; false when another node has it.
pub fn claim(w: &Write<'_>, message: &Due, until: Timestamp) -> Result<bool> {
    Ok(w.execute(CLAIM, &[message.id.into(), until.into(), message.tries.into()])? == 1)
}

/// Notes that a message left.
pub fn sent(w: &Write<'_>, id: Id<Message>, now: Timestamp) -> Result<()> {
    w.execute(SENT, &[id.into(), now.into()]).map(|_| ())
}

/// Notes that a message could not leave, and when to try again; none gives up.
pub fn failed(w: &Write<'_>, id: Id<Message>, again: Option<Timestamp>, why: &str) -> Result<()> {
    w.execute(FAILED, &[id.into(), again.into(), why.into()]).map(|_| ())
}

/// Forgets what left, or was given up, longer than [`KEPT`] days ago. A job does this.
pub fn forget(w: &Write<'_>, now: Timestamp) -> Result<u64> {
    w.execute(FORGET_SENT, &[before(now)])
}

/// Forgets every message to one of these addresses, whether it has left or waits: for a record that is destroyed.
/// Reads what waits and what has come in [`KEPT`] days, for nothing else is there. Gives how many.
pub fn forget_to(w: &Write<'_>, addresses: &[String], now: Timestamp) -> Result<u64> {
    let tidy = |text: &str| text.trim().to_lowercase();
    let addresses: Vec<String> = addresses.iter().map(|a| tidy(a)).filter(|a| !a.is_empty()).collect();
    if addresses.is_empty() {
        return Ok(0);
    }
    let forget = |rows: &[Row]| {
        let mut forgotten = 0;
        for row in rows {
            let id: Id<Message> = row.get(0)?;
            if addresses.contains(&tidy(&w.open(RECIPIENT, id, &row.get::<Vec<u8>>(1)?)?)) {
                forgotten += w.execute(FORGET, &[id.into()])?;
            }
        }
        Ok::<u64, kernel::Error>(forgotten)
    };
    let (mut after, mut forgotten) = (before(now), forget(&w.query(WAITING, &[])?)?);
    loop {
        let rows = w.query(SINCE, &[after])?;
        let Some(last) = rows.last() else { return Ok(forgotten) };
        after = last.get::<Id<Message>>(0)?.into();
        forgotten += forget(&rows)?;
    }
}

/// The first id of a message that is kept.
fn before(now: Timestamp) -> Value {
    let start = now.as_millisecond() - KEPT * 24 * 3_600 * 1_000;
    Id::<Message>::from_parts(u64::try_from(start).unwrap_or_default(), [0; 10]).into()
}

/// Holds back every message that waits, after a restore: some may have left since the backup
/// was made. Gives how many.
pub(crate) fn hold(w: &Write<'_>) -> Result<u64> {
    w.execute(HOLD, &[])
}
