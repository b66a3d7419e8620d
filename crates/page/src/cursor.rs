//! Paging by key: a page begins after the last row of the one before, so the thousandth
//! page costs as much as the first. Lists give bounded counts, never an exact one.

use data_encoding::HEXLOWER;
use kernel::{Id, Result, Timestamp};
use store::{Row, Value};

/// Rows of one page of a list.
pub const PAGE_ROWS: usize = 50;

/// Where a page begins: after the row with this instant (or number) and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The sort key: an instant in microseconds, or any whole number.
    pub key: i64,
    /// The id, which breaks ties.
    pub id: Id<()>,
}

impl Cursor {
    /// The cursor of a row whose columns `key` and `id` hold the sort key and the id.
    pub fn of(row: &Row, key: usize, id: usize) -> Result<Self> {
        Ok(Cursor { key: row.get(key)?, id: row.get(id)? })
    }

    /// Before every row of a list that goes down from the newest.
    pub fn newest() -> Self {
        Cursor { key: i64::MAX, id: Id::from_slice(&[0xff; 16]).unwrap_or(Id::from_parts(0, [0; 10])) }
    }

    /// Before every row of a list that goes up from the oldest.
    pub fn oldest() -> Self {
        Cursor { key: i64::MIN, id: Id::from_slice(&[0; 16]).unwrap_or(Id::from_parts(0, [0; 10])) }
    }

    /// Reads a cursor from an address; one that was tampered with is as if there were none.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok()?;
        let (key, id) = bytes.split_at_checked(8)?;
        Some(Cursor { key: i64::from_be_bytes(key.try_into().ok()?), id: Id::from_slice(id)? })
    }

    /// The three parameters of a list that goes down from the newest: where it begins, and one row more than
    /// is wanted, or all.
    pub fn window(after: Option<Cursor>, wanted: Option<usize>) -> [Value; 3] {
        let [key, id] = after.unwrap_or(Cursor::newest()).params();
        [key, id, wanted.map_or(i64::MAX, |n| n as i64 + 1).into()]
    }

    /// The two parameters of a statement that pages by key.
    pub fn params(&self) -> [Value; 2] {
        [self.key.into(), self.id.into()]
    }

    /// A cursor at an instant.
    pub fn at(instant: Timestamp, id: Id<()>) -> Self {
        Cursor { key: instant.as_microsecond(), id }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&HEXLOWER.encode(&[&self.key.to_be_bytes()[..], self.id.as_bytes()].concat()))
    }
}

/// One page of a list. Ask the database for `PAGE_ROWS + 1` rows: the one too many says
/// that there is a next page.
#[derive(Debug, Clone)]
pub struct Rows<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

impl<T> Rows<T> {
    /// One page of a list where `wanted` says how many rows, all of it where it does not.
    pub fn cut_or_all(rows: Vec<T>, wanted: Option<usize>, cursor: impl Fn(&T) -> Cursor) -> Self {
        match wanted {
            Some(_) => Rows::cut(rows, cursor),
            None => Rows { items: rows, next: None },
        }
    }

    /// Cuts what the database gave to one page; `cursor` gives the cursor of a row.
    pub fn cut(mut rows: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Self {
        let more = rows.len() > PAGE_ROWS;
        rows.truncate(PAGE_ROWS);
        let next = if more { rows.last().map(cursor) } else { None };
        Rows { items: rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let cursor = Cursor { key: -5, id: Id::from_parts(7, [3; 10]) };
        assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        for bad in ["", "zz", "00", "é"] {
            assert_eq!(Cursor::parse(bad), None);
        }
    }

    #[test]
    fn the_row_too_many_is_the_next_page() {
        let at = |n: &usize| Cursor { key: *n as i64, id: Id::from_parts(0, [0; 10]) };
        let page = Rows::cut((0..PAGE_ROWS + 1).collect(), at);
        assert_eq!((page.items.len(), page.next.map(|c| c.key)), (PAGE_ROWS, Some(PAGE_ROWS as i64 - 1)));
        assert!(Rows::cut(vec![1, 2], at).next.is_none());
    }
}
