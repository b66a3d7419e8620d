//! Whole tables, row by row, without holding them in memory: for backups and for counting
//! what a restore brought back. The text of these statements is made from the names that
//! the database itself gives, and of nothing that anybody typed.

use kernel::{Error, Result};

use crate::{Cells, Read, Sql, db::Conn, sqlite, value::Value};

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
        let mut each = |row: &Cells<'_>| {
            for index in 0..row.width() {
                rows.cell(row.cell(index)?);
            }
            rows.end()
        };
        match self.conn() {
            Conn::Sqlite(conn) => sqlite::scan(conn, "scan", &table.select(), &[], &mut each),
            Conn::Postgres(conn) => conn.scan("scan", &table.select(), &[], &mut each),
        }
    }
}

/// Foreign keys that point at nothing, as SQLite finds them; PostgreSQL checks them itself.
pub(crate) fn sqlite_broken_links(connection: &rusqlite::Connection) -> Result<usize> {
    const CHECK: Sql = Sql { name: "CHECK", text: "SELECT \"table\" FROM pragma_foreign_key_check" };
    sqlite::query(connection, CHECK, &[]).map(|rows| rows.len())
}
