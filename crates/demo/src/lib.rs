//! Synthetic people and money at three sizes: made up from a seed, plausible, and nobody's.
//!
//! [`fill`] fills an empty database. `docs/demo-data.md` says which figure came from where and which
//! is assumed.
//!
//! ```text
//! world (places, staff, providers) ─> subjects in order of first contact ─> story ─> rows ─> the store's bulk face
//!                                                                             │
//!                                                          figures, ledger, digest
//! ```

mod assess;
mod birth;
mod connected;
mod days;
mod dice;
mod directory;
mod early;
mod figures;
mod finding;
mod front;
mod hard;
mod kin;
mod load;
mod money;
mod moves;
mod of_age;
mod people;
mod rhythm;
mod room;
mod rows;
mod shares;
mod sharing;
mod story;
mod tables;
mod tally;
mod team;
mod teams;
#[cfg(test)]
mod tests;
mod watched;
mod words;
mod world;
mod young;

use std::collections::BTreeMap;

use kernel::{Date, Error, Result};
use store::{Db, Sql, statements};

statements! {
    FILLED = "SELECT CASE WHEN EXISTS (SELECT 1 FROM account) OR EXISTS (SELECT 1 FROM family) OR EXISTS (SELECT 1 FROM enquiry)
                OR EXISTS (SELECT 1 FROM support_case) OR EXISTS (SELECT 1 FROM provider) OR EXISTS (SELECT 1 FROM audit_line) OR EXISTS (SELECT 1 FROM audit_log)
              THEN 1 ELSE 0 END";
}

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    ALL.to_vec()
}

kernel::codes! {
    /// How much is made up.
    Size {
        Tiny = "tiny", "A handful of families, for tests";
        Agency = "agency", "One regional agency, about 2,000 children";
        Region = "region", "The agencies of one pan-region";
        Nation = "nation", "Every regional agency, about 60,000 children";
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Stories told.
    pub done: usize,
    /// Of so many.
    pub of: usize,
    /// Rows made.
    pub rows: u64,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// SHA-256 over the plain values of every row in the order made, as hexadecimal digits: the same
    /// for the same size, seed and day. Left out are nonces and seals (what is inside counts), keyed
    /// hashes, MACs, and the rows that ship with Hearth.
    pub digest: String,
    /// Rows by table.
    pub rows: BTreeMap<&'static str, u64>,
    /// Children with a case.
    pub children: u64,
    /// Applications by the first calendar year of the financial year.
    pub applications: BTreeMap<i16, u64>,
}

/// The first day on which the demo can be: earlier there would be no year of applications.
const FIRST_DAY: Date = Date::constant(2022, 4, 1);

/// Fills an empty, migrated database with made-up people. The same size, seed and day give the same
/// rows, but for nonces and what follows from the installation's keys. `progress` is told now and then.
///
/// # Errors
/// `Refused` by rule `demo.not-empty` when anything is there already; `Invalid` on `today` for a day
/// before April 2022. When it fails midway no person is kept.
pub async fn fill(
    db: &Db,
    size: Size,
    seed: u64,
    today: Date,
    progress: impl FnMut(Progress) + Send + 'static,
) -> Result<Report> {
    if today < FIRST_DAY || today.year() > 2035 {
        return Err(Error::field("today", "Choose a day from April 2022 to 2035"));
    }
    if db.read(|r| r.row(FILLED, &[])?.get::<i64>(0)).await? != 0 {
        return Err(Error::refused(
            "demo.not-empty",
            "This database is not empty. The demo only fills an empty one, so that it never mixes with real records.",
        ));
    }
    let world = world::World::new(size, seed, days::day(today))?;
    load::places(db, size, &world).await?;
    load::load(db, size, world, progress).await
}
