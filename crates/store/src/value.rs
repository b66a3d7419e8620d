//! The values that both engines agree on, and how house types become them.
//!
//! Ids are 16 bytes, instants are microseconds since 1970, dates are ISO text, money
//! is whole pence, yes and no are 1 and 0.

use kernel::{Date, Error, Id, Pence, Reference, Result, Timestamp};

/// One SQL statement of the house: made by [`crate::statements!`] and by nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sql {
    /// The constant's name, for the operator's log.
    pub name: &'static str,
    /// The text, with `$1` parameters.
    pub text: &'static str,
}

/// Begins a statement that PostgreSQL is to plan once for each connection, whatever its values are. Left alone, it plans
/// a list with many joins anew each time, which took longer than running it: 4.3 ms beside 4.0, the promises of a worklist
/// with 16 clients. Not for statements whose best way depends on their values: a search, the figures of a year.
#[macro_export]
macro_rules! planned_once {
    () => {
        "/* planned once */ "
    };
}

impl Sql {
    /// Whether its plan is made once, without regard to its values.
    pub(crate) fn is_planned_once(self) -> bool {
        self.text.starts_with(planned_once!())
    }
}

/// Declares SQL constants, and `ALL`, which lists them for the test that prepares every one.
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$meta])* pub(crate) const $name: $crate::Sql = $crate::Sql { name: stringify!($name), text: $text };)+
        /// Every statement of this module.
        pub(crate) const ALL: &[$crate::Sql] = &[$($name),+];
    };
}

/// A value as stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes: an id, or something sealed.
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Value::Int(v)
    }
}
impl From<i32> for Value {
    fn from(v: i32) -> Self {
        Value::Int(v.into())
    }
}
impl From<u32> for Value {
    fn from(v: u32) -> Self {
        Value::Int(v.into())
    }
}
impl From<bool> for Value {
    fn from(v: bool) -> Self {
        Value::Int(v.into())
    }
}
impl From<Pence> for Value {
    fn from(v: Pence) -> Self {
        Value::Int(v.0)
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Value::Text(v.to_owned())
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Value::Text(v)
    }
}
impl From<&String> for Value {
    fn from(v: &String) -> Self {
        Value::Text(v.clone())
    }
}
impl From<&Reference> for Value {
    fn from(v: &Reference) -> Self {
        Value::Text(v.as_str().to_owned())
    }
}
impl From<Vec<u8>> for Value {
    fn from(v: Vec<u8>) -> Self {
        Value::Bytes(v)
    }
}
impl From<&[u8]> for Value {
    fn from(v: &[u8]) -> Self {
        Value::Bytes(v.to_vec())
    }
}
impl From<Date> for Value {
    fn from(v: Date) -> Self {
        Value::Text(v.to_string())
    }
}
impl From<Timestamp> for Value {
    fn from(v: Timestamp) -> Self {
        Value::Int(v.as_microsecond())
    }
}
impl<T> From<Id<T>> for Value {
    fn from(v: Id<T>) -> Self {
        Value::Bytes(v.as_bytes().to_vec())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Value::Null, Into::into)
    }
}

/// House types that can be read back from a column.
pub trait FromValue: Sized {
    /// The value, or nothing when the column holds another kind.
    fn from_value(value: &Value) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Int(v) = value { Some(*v) } else { None }
    }
}
impl FromValue for i32 {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}
impl FromValue for u32 {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}
impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(|v| v != 0)
    }
}
impl FromValue for Pence {
    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(Pence)
    }
}
impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(v) = value { Some(v.clone()) } else { None }
    }
}
impl FromValue for Reference {
    fn from_value(value: &Value) -> Option<Self> {
        String::from_value(value).map(Reference::stored)
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Bytes(v) = value { Some(v.clone()) } else { None }
    }
}
impl FromValue for Date {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Text(v) = value { v.parse().ok() } else { None }
    }
}
impl FromValue for Timestamp {
    fn from_value(value: &Value) -> Option<Self> {
        Timestamp::from_microsecond(i64::from_value(value)?).ok()
    }
}
impl<T> FromValue for Id<T> {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Bytes(v) = value { Id::from_slice(v) } else { None }
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// One row that a query gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// The value of the column at `index`, from 0. A column of another kind is an
    /// operator's problem: the statement and the code disagree.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T> {
        self.0
            .get(index)
            .and_then(T::from_value)
            .ok_or_else(|| Error::Internal(format!("column {index} is not a {}", std::any::type_name::<T>())))
    }

    /// The value of a column that holds a code, read by `stored` (see `kernel::codes!`).
    pub fn code<T>(&self, index: usize, stored: fn(&str) -> Result<T>) -> Result<T> {
        stored(&self.get::<String>(index)?)
    }

    /// The same, where the column may be empty.
    pub fn code_opt<T>(&self, index: usize, stored: fn(&str) -> Result<T>) -> Result<Option<T>> {
        self.get::<Option<String>>(index)?.map(|text| stored(&text)).transpose()
    }
}
