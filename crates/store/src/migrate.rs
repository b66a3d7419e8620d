//! Numbered migrations. One text serves both engines: `{bytes}`, `{int}`, `{text}`,
//! `{strict}` and `{clock}`, the database's own time in microseconds, become each engine's own words. A landed migration never changes: its
//! checksum is kept in the database and in `migrations.lock`.

use kernel::{Error, Result, Timestamp};

use crate::{Engine, Row, Sql, Value};

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its place in the order; unique in the whole house.
    pub number: u32,
    /// The room it belongs to.
    pub name: &'static str,
    /// The text, with the engines' words still open.
    pub sql: &'static str,
}

/// What has been applied.
pub(crate) const APPLIED: Sql =
    Sql { name: "APPLIED", text: "SELECT number, checksum FROM migration ORDER BY number" };
/// Notes one that was applied now.
pub(crate) const RECORD: Sql = Sql {
    name: "RECORD",
    text: "INSERT INTO migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
};

impl Migration {
    /// The text for one engine.
    pub(crate) fn text(&self, engine: Engine) -> String {
        words(self.sql, engine)
    }

    /// A checksum of the text (64-bit FNV-1a as hex): it guards against slips, not attacks.
    pub fn checksum(&self) -> String {
        let hash = self
            .sql
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        format!("{hash:016x}")
    }

    pub(crate) fn record(&self) -> Vec<Value> {
        vec![self.number.into(), self.name.into(), self.checksum().into(), Timestamp::now().into()]
    }
}

fn words(sql: &str, engine: Engine) -> String {
    let [bytes, int, text, strict, clock] = match engine {
        Engine::Sqlite => [
            "BLOB",
            "INTEGER",
            "TEXT",
            "STRICT, WITHOUT ROWID",
            "CAST(round(unixepoch('now', 'subsec') * 1000) AS INTEGER) * 1000",
        ],
        // Text sorts bytewise, so that keyset order agrees between the engines.
        Engine::Postgres => [
            "BYTEA",
            "BIGINT",
            "TEXT COLLATE \"C\"",
            "",
            "CAST(extract(epoch FROM statement_timestamp()) * 1000000 AS BIGINT)",
        ],
    };
    sql.replace("{bytes}", bytes)
        .replace("{int}", int)
        .replace("{text}", text)
        .replace("{strict}", strict)
        .replace("{clock}", clock)
}

/// The table that remembers migrations.
pub(crate) fn table(engine: Engine) -> String {
    words(
        "CREATE TABLE IF NOT EXISTS migration (number {int} NOT NULL PRIMARY KEY, name {text} NOT NULL,
         checksum {text} NOT NULL, applied_at {int} NOT NULL) {strict}",
        engine,
    )
}

/// The migrations in order; two of one number are an error.
pub(crate) fn ordered(mut all: Vec<Migration>) -> Result<Vec<Migration>> {
    all.sort_by_key(|m| m.number);
    match all.windows(2).find(|w| w[0].number == w[1].number) {
        Some(w) => Err(Error::Internal(format!("two migrations have the number {}", w[0].number))),
        None => Ok(all),
    }
}

/// Those that the database lacks.
pub(crate) fn missing<'a>(plan: &'a [Migration], applied: &[Row]) -> Result<Vec<&'a Migration>> {
    let mut known = std::collections::BTreeMap::new();
    for row in applied {
        known.insert(row.get::<u32>(0)?, row.get::<String>(1)?);
    }
    if let Some(newest) = known.keys().next_back()
        && plan.iter().all(|m| m.number < *newest)
    {
        return Err(Error::Internal(
            "this database was made by a newer Hearth: run that version, or restore a backup".into(),
        ));
    }
    let mut out = Vec::new();
    for migration in plan {
        match known.get(&migration.number) {
            None => out.push(migration),
            Some(sum) if *sum == migration.checksum() => {}
            Some(_) => {
                return Err(Error::Internal(format!(
                    "migration {} ({}) has changed since it was applied",
                    migration.number, migration.name
                )));
            }
        }
    }
    Ok(out)
}
