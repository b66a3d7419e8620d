//! Backups: the whole record in one encrypted file that either engine can take back.
//!
//! [`create`] reads one consistent snapshot while people go on working. [`verify`] reads an
//! archive to its end without a database. [`restore`] builds the record beside the old one,
//! counts every row again, and only then puts it in its place.
//!
//! What is sealed in the database stays sealed in the archive, and the archive is sealed
//! once more as a whole; it never holds a key.

mod dump;
mod format;
mod read;
mod restore;

use std::{path::PathBuf, sync::Arc};

use kernel::{Result, Timestamp};

use crate::{Db, Keys};

pub(crate) use dump::ALL;
pub use restore::{Place, Restored, restore};

/// What to back up, and where to.
#[derive(Debug, Clone)]
pub struct Order {
    /// The archive, which must not be there yet.
    pub out: PathBuf,
    /// Whose key in use locks the archive: the record's own keys, or keys kept for backups.
    pub lock: Arc<Keys>,
    /// The time of the backup.
    pub made_at: Timestamp,
    /// The version of Hearth that makes it.
    pub product: String,
    /// The folder of stored files; left out where there is none.
    pub files: Option<PathBuf>,
}

/// How far a backup or a restore is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, in a few words.
    pub doing: String,
    /// Rows so far.
    pub rows: u64,
}

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The version of Hearth that wrote it.
    pub product: String,
    /// The engine that it was read from.
    pub engine: String,
    /// When, ISO 8601.
    pub made_at: String,
    /// Each table's name, rows and digest. Equal records have equal digests on both engines.
    pub tables: Vec<(String, u64, String)>,
    /// Stored files in it.
    pub files: u64,
    /// Its length in bytes.
    pub bytes: u64,
}

impl Summary {
    /// All rows.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows, _)| rows).sum()
    }
}

/// Writes an archive of one snapshot. People go on reading and writing meanwhile; on SQLite
/// the write-ahead log grows until the backup is done, by what is written meanwhile.
///
/// # Errors
/// Refused by rules `backup.exists` (the file is there already) and `backup.nothing` (no
/// record to back up). A file that was begun is removed.
pub async fn create(db: &Db, order: Order, tell: impl FnMut(Progress) + Send + 'static) -> Result<Summary> {
    let (engine, keys) = (db.engine(), db.keys().generations());
    db.read(move |r| dump::run(r, engine, keys, &order, tell)).await
}

/// Reads an archive to its end: it is whole, unchanged, and its counts and digests agree.
///
/// # Errors
/// Refused with the reason, under a rule that begins with `backup.`.
pub fn verify(archive: &std::path::Path, lock: &Keys, tell: impl FnMut(Progress)) -> Result<Summary> {
    read::verify(archive, lock, tell)
}
