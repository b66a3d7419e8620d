//! Whole tables, row by row, without holding them in memory: for backups and for counting
//! what a restore brought back. The text of these statements is made from the names that
//! the database itself gives, and of nothing that anybody typed.

use kernel::{Error, Result};
use rusqlite::types::ValueRef;

use crate::{
    Read, Sql,
    db::Conn,
    sqlite::{self, fault},
    value::Value,
};

const SQLITE_TABLES: Sql = Sql {
    name: "SQLITE_TABLES",
    text: "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
           WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid",
};
const POSTGRES_TABLES: Sql = Sql {
    name: "POSTGRES_TABLES",
    text: "SELECT c.table_name::text COLLATE \"C\", c.column_name::text FROM information_schema.columns c
           JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
           WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
           ORDER BY 1, c.ordinal_position",
};

/// A table and its columns, in order.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
}

impl Table {
    /// Whether every name is one that a migration could have given: small letters, digits, `_`.
    /// Names from an archive become part of a statement.
    pub(crate) fn is_plain(&self) -> bool {
        let plain = |name: &String| {
            !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        plain(&self.name) && !self.columns.is_empty() && self.columns.iter().all(plain)
    }

    fn select(&self) -> String {
        let columns: Vec<String> = self.columns.iter().map(|c| format!("\"{c}\"")).collect();
        format!("SELECT {} FROM \"{}\"", columns.join(", "), self.name)
    }
}

/// One value, where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Cell<'_> {
    pub(crate) fn to_value(self) -> Value {
        match self {
            Cell::Null => Value::Null,
            Cell::Int(v) => Value::Int(v),
            Cell::Text(v) => Value::Text(v.to_owned()),
            Cell::Bytes(v) => Value::Bytes(v.to_vec()),
        }
    }
}

/// Takes rows as they come.
pub(crate) trait Rows {
    /// The next value of the row.
    fn cell(&mut self, cell: Cell<'_>);
    /// The row is whole.
    fn end(&mut self) -> Result<()>;
}

impl Read<'_> {
    /// Every table of the record with its columns, in order of their names.
    pub(crate) fn tables(&self) -> Result<Vec<Table>> {
        let sql = match self.conn() {
            Conn::Sqlite(_) => SQLITE_TABLES,
            Conn::Postgres(_) => POSTGRES_TABLES,
        };
        let mut tables: Vec<Table> = Vec::new();
        for row in self.query(sql, &[])? {
            let (name, column): (String, String) = (row.get(0)?, row.get(1)?);
            match tables.last_mut() {
                Some(last) if last.name == name => last.columns.push(column),
                _ => tables.push(Table { name, columns: vec![column] }),
            }
        }
        Ok(tables)
    }

    /// Every row of a table, in no order that matters.
    pub(crate) fn scan_table(&self, table: &Table, rows: &mut dyn Rows) -> Result<()> {
        if !table.is_plain() {
            return Err(Error::Internal("a table has a name that no migration gives".into()));
        }
        match self.conn() {
            Conn::Sqlite(conn) => sqlite_scan(conn, &table.select(), rows),
            Conn::Postgres(conn) => conn.scan_table(&table.select(), rows),
        }
    }
}

fn sqlite_scan(connection: &rusqlite::Connection, text: &str, out: &mut dyn Rows) -> Result<()> {
    let mut statement = connection.prepare(text).map_err(fault)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(fault)? {
        for i in 0..columns {
            out.cell(match row.get_ref(i).map_err(fault)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(v) => Cell::Int(v),
                ValueRef::Text(v) => {
                    Cell::Text(std::str::from_utf8(v).map_err(|e| Error::internal("text is not UTF-8", e))?)
                }
                ValueRef::Blob(v) => Cell::Bytes(v),
                ValueRef::Real(_) => return Err(Error::Internal("a column holds a fraction".into())),
            });
        }
        out.end()?;
    }
    Ok(())
}

/// Foreign keys that point at nothing, as SQLite finds them; PostgreSQL checks them itself.
pub(crate) fn sqlite_broken_links(connection: &rusqlite::Connection) -> Result<usize> {
    const CHECK: Sql = Sql { name: "CHECK", text: "SELECT \"table\" FROM pragma_foreign_key_check" };
    sqlite::query(connection, CHECK, &[]).map(|rows| rows.len())
}
