//! The house's values as the server takes and gives them, and its errors as the house tells them.

use kernel::{Error, Result};
use tokio_postgres::{
    error::SqlState,
    types::{IsNull, ToSql, Type, to_sql_checked},
};

use crate::{Row, Sql, Value};

/// The first `count` parameters: SQLite ignores those a statement does not name, so this does too.
pub(super) fn as_params(params: &[Value], count: usize) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().take(count).map(|v| v as &(dyn ToSql + Sync)).collect()
}

/// Turns the server's error into the house's. Only its code and the statement's name are
/// told, since a server's message may quote a value.
pub(super) fn fault(name: &str, error: &tokio_postgres::Error) -> Error {
    match error.code() {
        Some(code)
            if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED =>
        {
            Error::Busy
        }
        Some(code) => {
            let constraint = error.as_db_error().and_then(|e| e.constraint()).unwrap_or_default();
            let message = match code.code().get(..2) {
                // Class 42 is about the statement's text alone.
                Some("42") => error.as_db_error().map(|e| e.message()).unwrap_or_default(),
                _ => constraint,
            };
            Error::Internal(format!("{name}: SQLSTATE {} {message}", code.code()))
        }
        None => Error::Internal(format!("{name}: the database connection failed")),
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut bytes::BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) if *kind == Type::INT4 => i32::try_from(*v)?.to_sql(kind, out),
            Value::Int(v) => v.to_sql(kind, out),
            Value::Text(v) => v.as_str().to_sql(kind, out),
            Value::Bytes(v) => v.as_slice().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::TEXT | Type::VARCHAR | Type::BYTEA)
    }

    to_sql_checked!();
}

pub(super) fn read_row(sql: Sql, row: &tokio_postgres::Row) -> Result<Row> {
    let mut values = Vec::with_capacity(row.len());
    for (i, column) in row.columns().iter().enumerate() {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(i).map(|v| v.map(Value::Int)),
            Type::INT4 => row.try_get::<_, Option<i32>>(i).map(|v| v.map(|v| Value::Int(v.into()))),
            Type::BOOL => row.try_get::<_, Option<bool>>(i).map(|v| v.map(|v| Value::Int(v.into()))),
            Type::TEXT | Type::VARCHAR => row.try_get::<_, Option<String>>(i).map(|v| v.map(Value::Text)),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(i).map(|v| v.map(Value::Bytes)),
            ref other => return Err(Error::Internal(format!("{} gives a {other}: cast it", sql.name))),
        };
        values.push(value.map_err(|e| fault(sql.name, &e))?.unwrap_or(Value::Null));
    }
    Ok(Row(values))
}
