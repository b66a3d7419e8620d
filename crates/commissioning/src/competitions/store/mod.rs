//! Choices of provider, invitations, bids, openers and assessors in the database.

mod bids;
mod choice;
mod forget;
mod people;
mod scores;

pub use bids::*;
pub use choice::*;
pub use forget::forget;
pub use people::*;
pub use scores::*;

use data_encoding::BASE64;
use kernel::{Error, Id, Result};
use store::{Column, Read, Row, Sql, Value};

/// Every statement of this room.
pub(super) fn statements() -> Vec<Sql> {
    [choice::ALL, people::ALL, bids::ALL, scores::ALL, forget::ALL].concat()
}

/// Keys, shares and encrypted bids lie under the installation's own seal besides: so nobody who can change the database
/// puts their own in place of one, and a copy of the database without `hearth.key` has not even something to guess at.
fn seal_bytes<T>(r: &Read<'_>, column: Column, id: Id<T>, bytes: &[u8]) -> Result<Value> {
    r.seal(column, id, &BASE64.encode(bytes))
}

fn opened_bytes<T>(r: &Read<'_>, column: Column, id: Id<T>, row: &Row, at: usize) -> Result<Option<Vec<u8>>> {
    match r.opened(column, id, row, at)?.as_str() {
        "" => Ok(None),
        text => BASE64.decode(text.as_bytes()).map(Some).map_err(|e| Error::internal(column.name, e)),
    }
}
