//! One row while a scan stands on it: its values are borrowed from the engine, nothing is
//! copied. What reads millions of rows reads them so.

use kernel::{Error, Result};
use rusqlite::types::ValueRef;
use tokio_postgres::types::{FromSql, Type};

use crate::scan::Cell;

/// One row of a scan. Columns are counted from 0.
pub enum Cells<'a> {
    #[doc(hidden)]
    Sqlite(&'a rusqlite::Row<'a>),
    #[doc(hidden)]
    Postgres(&'a tokio_postgres::Row),
}

impl Cells<'_> {
    /// How many columns the row has.
    pub(crate) fn width(&self) -> usize {
        match self {
            Cells::Sqlite(row) => row.as_ref().column_count(),
            Cells::Postgres(row) => row.len(),
        }
    }

    /// A column of whatever kind it is of.
    pub(crate) fn cell(&self, index: usize) -> Result<Cell<'_>> {
        match self {
            Cells::Sqlite(row) => Ok(match row.get_ref(index).map_err(|_| other(index))? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(v) => Cell::Int(v),
                ValueRef::Text(v) => {
                    Cell::Text(std::str::from_utf8(v).map_err(|e| Error::internal("text is not UTF-8", e))?)
                }
                ValueRef::Blob(v) => Cell::Bytes(v),
                ValueRef::Real(_) => return Err(other(index)),
            }),
            Cells::Postgres(row) => {
                let kind = row.columns().get(index).map(|column| column.type_().clone());
                let cell = match kind {
                    Some(Type::INT8) => row.try_get::<_, Option<i64>>(index).map(|v| v.map(Cell::Int)),
                    Some(Type::TEXT) => row.try_get::<_, Option<&str>>(index).map(|v| v.map(Cell::Text)),
                    Some(Type::BYTEA) => row.try_get::<_, Option<&[u8]>>(index).map(|v| v.map(Cell::Bytes)),
                    _ => return Err(other(index)),
                };
                Ok(cell.map_err(|_| other(index))?.unwrap_or(Cell::Null))
            }
        }
    }

    /// The bytes of a column that holds bytes or text; none where it is NULL.
    pub fn bytes(&self, index: usize) -> Result<Option<&[u8]>> {
        match self {
            Cells::Sqlite(row) => match row.get_ref(index) {
                Ok(ValueRef::Null) => Ok(None),
                Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => Ok(Some(bytes)),
                _ => Err(other(index)),
            },
            Cells::Postgres(row) => {
                row.try_get::<_, Option<Raw<'_>>>(index).map(|raw| raw.map(|r| r.0)).map_err(|_| other(index))
            }
        }
    }

    /// The whole number of a column; none where it is NULL.
    pub fn int(&self, index: usize) -> Result<Option<i64>> {
        match self {
            Cells::Sqlite(row) => match row.get_ref(index) {
                Ok(ValueRef::Null) => Ok(None),
                Ok(ValueRef::Integer(number)) => Ok(Some(number)),
                _ => Err(other(index)),
            },
            Cells::Postgres(row) => row.try_get::<_, Option<i64>>(index).map_err(|_| other(index)),
        }
    }
}

fn other(index: usize) -> Error {
    Error::Internal(format!("column {index} of a scan holds another kind of value"))
}

/// The bytes of a value as the server sent them: those of bytes and of text are the value.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(
        _: &Type,
        raw: &'a [u8],
    ) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Raw(raw))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::BYTEA | Type::TEXT | Type::VARCHAR)
    }
}
