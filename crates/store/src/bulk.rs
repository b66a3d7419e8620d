//! Many rows at once into a quiet database: prepared inserts on SQLite, COPY on
//! PostgreSQL. Indexes and foreign keys are laid aside first; at the end indexes are made
//! again, and PostgreSQL checks the foreign keys as it puts them back. SQLite trusts them.

use std::collections::HashMap;

use kernel::{Error, Result};

use crate::{Keys, Sql, Value, postgres, sqlite};

/// Counts anew what the planner goes by, for tables that are large. What is known of a small one would keep its
/// statements reading all of it long after it has grown: without a figure they go by the index.
const COUNT: &str = "ANALYZE;
    DELETE FROM sqlite_stat1 WHERE tbl NOT IN (SELECT large.tbl FROM sqlite_stat1 large WHERE CAST(large.stat AS INTEGER) >= 1000);
    DELETE FROM sqlite_stat4 WHERE tbl NOT IN (SELECT tbl FROM sqlite_stat1);
    ANALYZE sqlite_schema";

/// Bytes gathered for one COPY before it is sent.
const COPY_BYTES: usize = 4 << 20;

/// A load in progress. Rows of different tables may be mixed.
pub struct Bulk<'a> {
    back: Back<'a>,
    keys: &'a Keys,
    put_back: Vec<String>,
}

enum Back<'a> {
    Sqlite { connection: &'a rusqlite::Connection, inserts: HashMap<String, String> },
    Postgres { conn: &'a postgres::Link, pending: HashMap<String, Pending> },
}

struct Pending {
    columns: String,
    bytes: Vec<u8>,
}

const SQLITE_INDEXES: Sql = Sql {
    name: "SQLITE_INDEXES",
    text: "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
};
const POSTGRES_FOREIGN_KEYS: Sql = Sql {
    name: "POSTGRES_FOREIGN_KEYS",
    text:
        "SELECT c.conrelid::regclass::text, c.conname::text, pg_get_constraintdef(c.oid) FROM pg_constraint c
           WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY 1, 2",
};
const POSTGRES_INDEXES: Sql = Sql {
    name: "POSTGRES_INDEXES",
    text: "SELECT i.indexname::text, i.indexdef FROM pg_indexes i
           WHERE i.schemaname = current_schema()
             AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
           ORDER BY 1",
};

impl<'a> Bulk<'a> {
    pub(crate) fn sqlite(connection: &'a rusqlite::Connection, keys: &'a Keys) -> Result<Self> {
        let mut put_back = Vec::new();
        for row in sqlite::query(connection, SQLITE_INDEXES, &[])? {
            connection
                .execute_batch(&format!("DROP INDEX {}", row.get::<String>(0)?))
                .map_err(sqlite::fault)?;
            put_back.push(row.get(1)?);
        }
        Ok(Bulk { back: Back::Sqlite { connection, inserts: HashMap::new() }, keys, put_back })
    }

    pub(crate) fn postgres(conn: &'a postgres::Link, keys: &'a Keys) -> Result<Self> {
        let mut put_back = Vec::new();
        for row in conn.query(POSTGRES_FOREIGN_KEYS, &[])? {
            let (table, name, rule): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            conn.batch(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}"))?;
            put_back.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {rule}"));
        }
        for row in conn.query(POSTGRES_INDEXES, &[])? {
            conn.batch(&format!("DROP INDEX {}", row.get::<String>(0)?))?;
            put_back.push(row.get(1)?);
        }
        Ok(Bulk { back: Back::Postgres { conn, pending: HashMap::new() }, keys, put_back })
    }

    /// The keys of this installation.
    pub fn keys(&self) -> &Keys {
        self.keys
    }

    /// Adds one row. `columns` is the list of `table`'s columns, separated by commas, and
    /// must be the same for every row of that table.
    pub fn row(&mut self, table: &str, columns: &str, values: &[Value]) -> Result<()> {
        match &mut self.back {
            Back::Sqlite { connection, inserts } => {
                if !inserts.contains_key(table) {
                    let marks: Vec<String> = (1..=values.len()).map(|i| format!("?{i}")).collect();
                    let text = format!("INSERT INTO {table} ({columns}) VALUES ({})", marks.join(","));
                    inserts.insert(table.to_owned(), text);
                }
                let text = inserts.get(table).map_or("", String::as_str);
                let mut statement = connection.prepare_cached(text).map_err(|e| Error::internal(table, e))?;
                for (i, value) in values.iter().enumerate() {
                    match value {
                        Value::Null => statement.raw_bind_parameter(i + 1, rusqlite::types::Null),
                        Value::Int(v) => statement.raw_bind_parameter(i + 1, v),
                        Value::Text(v) => statement.raw_bind_parameter(i + 1, v),
                        Value::Bytes(v) => statement.raw_bind_parameter(i + 1, v),
                    }
                    .map_err(sqlite::fault)?;
                }
                statement.raw_execute().map(|_| ()).map_err(|e| Error::internal(table, e))
            }
            Back::Postgres { conn, pending } => {
                if !pending.contains_key(table) {
                    let new = Pending { columns: columns.to_owned(), bytes: Vec::new() };
                    pending.insert(table.to_owned(), new);
                }
                let Some(waiting) = pending.get_mut(table) else { return Ok(()) };
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        waiting.bytes.push(b'\t');
                    }
                    copy_text(value, &mut waiting.bytes);
                }
                waiting.bytes.push(b'\n');
                if waiting.bytes.len() >= COPY_BYTES {
                    conn.copy(table, &waiting.columns, std::mem::take(&mut waiting.bytes))?;
                }
                Ok(())
            }
        }
    }

    /// Takes out every row of a table: a restore begins with none.
    pub(crate) fn clear(&self, table: &str) -> Result<()> {
        let text = format!("DELETE FROM {table}");
        match &self.back {
            Back::Sqlite { connection, .. } => connection.execute_batch(&text).map_err(sqlite::fault),
            Back::Postgres { conn, .. } => conn.batch(&text),
        }
    }

    pub(crate) fn finish(self) -> Result<()> {
        match self.back {
            Back::Sqlite { connection, .. } => {
                for text in &self.put_back {
                    connection.execute_batch(text).map_err(sqlite::fault)?;
                }
                connection.execute_batch(COUNT).map_err(sqlite::fault)
            }
            Back::Postgres { conn, pending } => {
                for (table, waiting) in pending {
                    if !waiting.bytes.is_empty() {
                        conn.copy(&table, &waiting.columns, waiting.bytes)?;
                    }
                }
                for text in &self.put_back {
                    conn.batch(text)?;
                }
                conn.batch("ANALYZE")
            }
        }
    }
}

/// One value in COPY's text format.
fn copy_text(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"\\N"),
        Value::Int(v) => out.extend_from_slice(v.to_string().as_bytes()),
        Value::Bytes(v) => {
            out.extend_from_slice(b"\\\\x");
            data_encoding::HEXLOWER.encode_write(v, &mut Utf8Sink(out)).unwrap_or_default();
        }
        Value::Text(v) => {
            for b in v.bytes() {
                match b {
                    b'\\' => out.extend_from_slice(b"\\\\"),
                    b'\t' => out.extend_from_slice(b"\\t"),
                    b'\n' => out.extend_from_slice(b"\\n"),
                    b'\r' => out.extend_from_slice(b"\\r"),
                    _ => out.push(b),
                }
            }
        }
    }
}

struct Utf8Sink<'a>(&'a mut Vec<u8>);

impl std::fmt::Write for Utf8Sink<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
