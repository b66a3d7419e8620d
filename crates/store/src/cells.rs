//! One row while a scan stands on it: its values are borrowed from the engine, nothing is
//! copied. What reads millions of rows reads them so.

use kernel::{Error, Result};
use rusqlite::types::ValueRef;
use tokio_postgres::types::Type;

/// One row of a scan. Columns are counted from 0.
pub enum Cells<'a> {
    #[doc(hidden)]
    Sqlite(&'a rusqlite::Row<'a>),
    #[doc(hidden)]
    Postgres(&'a tokio_postgres::Row),
}

impl Cells<'_> {
    /// The bytes of a column that holds bytes or text; none where it is NULL.
    pub fn bytes(&self, index: usize) -> Result<Option<&[u8]>> {
        match self {
            Cells::Sqlite(row) => match row.get_ref(index) {
                Ok(ValueRef::Null) => Ok(None),
                Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => Ok(Some(bytes)),
                _ => Err(other(index)),
            },
            Cells::Postgres(row) => {
                let text = row
                    .columns()
                    .get(index)
                    .is_some_and(|c| matches!(*c.type_(), Type::TEXT | Type::VARCHAR));
                let found = if text {
                    row.try_get::<_, Option<&str>>(index).map(|t| t.map(str::as_bytes))
                } else {
                    row.try_get::<_, Option<&[u8]>>(index)
                };
                found.map_err(|_| other(index))
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
