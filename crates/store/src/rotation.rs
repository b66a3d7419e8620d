//! Changing the sealing key while people work. Values sealed by an older generation are
//! opened and sealed anew, a few hundred at a time, each put back only where it is still
//! what was read; so the job may be stopped, run again, or run twice at once.
//!
//! Which columns are sealed is listed with [`sealed!`](crate::sealed); a test holds the list
//! against the schema.

use std::collections::BTreeMap;

use kernel::{Error, Id, Result};

use crate::{Column, Db, Sql, Value};

/// Values read and written at a time: short enough that nobody waits for it.
const BATCH: usize = 200;

/// A sealed column, with what the job does to it.
#[derive(Debug, Clone, Copy)]
pub struct Sealed {
    /// The column.
    pub column: Column,
    /// Whether it is never sealed anew, because a chain or a MAC covers the sealed bytes.
    pub kept: bool,
    /// Key, row and value of the next rows that another generation sealed, after a key.
    pub next: Sql,
    /// Puts a value back where it is still the one that was read.
    pub put: Sql,
    /// Counts values by their first byte, the generation.
    pub count: Sql,
}

/// Lists sealed columns: table, column, primary key, the column with the id of the row that
/// the seal is bound to, and whether it may be sealed anew (`again`) or is `kept`.
#[macro_export]
macro_rules! sealed {
    ($($table:literal, $column:literal, $key:literal, $row:literal, $how:ident;)+) => {
        &[$($crate::Sealed {
            column: $crate::Column::new(concat!($table, ".", $column)),
            kept: $crate::sealed!(@ $how),
            next: $crate::Sql {
                name: concat!("NEXT ", $table, ".", $column),
                text: concat!(
                    "SELECT ", $key, ", ", $row, ", ", $column, " FROM ", $table, " WHERE ", $key,
                    " > $1 AND length(", $column, ") > 0 AND substr(", $column, ", 1, 1) <> $2 ORDER BY ", $key, " LIMIT 200"
                ),
            },
            put: $crate::Sql {
                name: concat!("PUT ", $table, ".", $column),
                text: concat!("UPDATE ", $table, " SET ", $column, " = $3 WHERE ", $key, " = $1 AND ", $column, " = $2"),
            },
            count: $crate::Sql {
                name: concat!("COUNT ", $table, ".", $column),
                text: concat!(
                    "SELECT substr(", $column, ", 1, 1), CAST(count(*) AS BIGINT) FROM ", $table, " WHERE ",
                    "length(", $column, ") > 0 GROUP BY 1 ORDER BY 1"
                ),
            },
        }),+]
    };
    (@ again) => { false };
    (@ kept) => { true };
}

/// What a run did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Resealed {
    /// Values sealed anew.
    pub values: u64,
    /// Values that did not open, by column. They are left as they are.
    pub shut: BTreeMap<&'static str, u64>,
}

/// Seals every value anew that another generation than the one in use sealed. `tell` hears of
/// each column and how many values have been done.
///
/// # Errors
/// The database's. What was done so far stays done.
pub async fn reseal(
    db: &Db,
    columns: &[Sealed],
    tell: &mut (dyn FnMut(&'static str, u64) + Send),
) -> Result<Resealed> {
    let mut done = Resealed::default();
    for sealed in columns.iter().filter(|s| !s.kept) {
        let mut after: Vec<u8> = Vec::new();
        loop {
            let (next, params) = (sealed.next, [after.into(), vec![db.keys().in_use()].into()]);
            let rows = db.read(move |r| r.query(next, &params)).await?;
            let full = rows.len() == BATCH;
            let mut changes: Vec<[Value; 3]> = Vec::new();
            after = Vec::new();
            for row in rows {
                let (key, bound, value): (Vec<u8>, Id<()>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
                after.clone_from(&key);
                match db.keys().open(sealed.column, bound, &value) {
                    Ok(text) => {
                        let anew = db.keys().seal(sealed.column, bound, &text)?;
                        changes.push([key.into(), value.into(), anew.into()]);
                    }
                    Err(_) => *done.shut.entry(sealed.column.name).or_default() += 1,
                }
            }
            let put = sealed.put;
            if !changes.is_empty() {
                // A value that changed meanwhile was sealed by whoever changed it.
                let changed = db
                    .write("seal anew", move |w| {
                        changes
                            .iter()
                            .try_fold(0, |sum, change| Ok::<u64, Error>(sum + w.execute(put, change)?))
                    })
                    .await?;
                done.values += changed;
                tell(sealed.column.name, done.values);
            }
            if !full {
                break;
            }
        }
    }
    Ok(done)
}

/// How many values each generation seals, by column.
pub async fn count(db: &Db, columns: &[Sealed]) -> Result<BTreeMap<u8, BTreeMap<&'static str, u64>>> {
    let mut counts: BTreeMap<u8, BTreeMap<&'static str, u64>> = BTreeMap::new();
    for sealed in columns {
        let sql = sealed.count;
        for row in db.read(move |r| r.query(sql, &[])).await? {
            let generation = row.get::<Vec<u8>>(0)?.first().copied().unwrap_or_default();
            let values = u64::try_from(row.get::<i64>(1)?).unwrap_or_default();
            *counts.entry(generation).or_default().entry(sealed.column.name).or_default() += values;
        }
    }
    Ok(counts)
}
