//! One small face on two engines.
//!
//! # How to use it
//!
//! SQL is written once, with `$1` parameters, in the subset that SQLite and PostgreSQL
//! share, and stands in constants made by [`statements!`], so that one test can prepare
//! every statement of the house on both engines. Work runs inside a closure:
//!
//! ```text
//! statements! { CASE_LEVEL = "SELECT level FROM support_case WHERE id = $1"; }
//! let level: String = db.read(move |r| r.row(CASE_LEVEL, &[id.into()])?.get(0)).await?;
//! db.write("step the level", move |w| w.execute(SET_LEVEL, &[..])).await?;
//! ```
//!
//! A closure is plain blocking code, so nothing but the database can be waited for
//! inside a transaction; effects on the world go through the [`outbox`]. A write is
//! SERIALIZABLE on PostgreSQL and BEGIN IMMEDIATE on SQLite, is run again when the
//! engine says that it clashed, and is undone when the caller has gone away.
//!
//! On SQLite one thread writes. It takes every write that waits and commits them
//! together, each in its own savepoint, so that sixteen writers pay for one fdatasync.

pub mod backup;
mod bulk;
mod cells;
mod crypt;
mod db;
pub mod figure;
mod key_file;
mod migrate;
pub mod outbox;
mod postgres;
mod scan;
mod sqlite;
mod stream;
mod value;

pub use bulk::Bulk;
pub use cells::Cells;
pub use crypt::{Column, Generation, Keys, is_signed};
pub use db::{Db, Engine, Read, Write};
pub use key_file::KeyFile;
pub use migrate::Migration;
pub use value::{FromValue, Row, Sql, Value};

/// What the store itself keeps: messages waiting to leave, and summary figures.
pub const MIGRATIONS: &[Migration] =
    &[Migration { number: 1, name: "store", sql: include_str!("../migrations/0001_store.sql") }];

/// Every statement of this crate, for the test that prepares them all.
pub fn all_statements() -> Vec<Sql> {
    [backup::ALL, outbox::ALL, figure::ALL].concat()
}
