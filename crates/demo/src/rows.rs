//! From stories to rows: each row is written by the room that owns its table, counted, taken into the
//! digest, and handed on in batches.

use std::{collections::BTreeMap, sync::mpsc::SyncSender};

use kernel::{Error, Result};
use store::Value;

use crate::tally::Tally;

/// A table that the demo fills.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns that are filled, in order.
    pub columns: &'static str,
    /// Columns that differ from one installation to the next: sealed with a fresh nonce, or keyed.
    pub hidden: &'static [&'static str],
}

/// A row on its way.
pub type Waiting = (&'static Table, Vec<Value>);

/// What goes to the thread that writes.
pub enum Message {
    /// Rows to write.
    Rows(Vec<Waiting>),
    /// That was all.
    End,
}

/// Rows handed over at once.
const BATCH: usize = 4_000;

/// Takes rows, counts them and hands them on.
pub struct Out {
    sender: SyncSender<Message>,
    batch: Vec<Waiting>,
    tally: Tally,
    counts: BTreeMap<&'static str, (u64, u64)>,
}

impl Out {
    /// Rows go to this channel.
    pub fn new(sender: SyncSender<Message>) -> Self {
        Out { sender, batch: Vec::with_capacity(BATCH), tally: Tally::default(), counts: BTreeMap::new() }
    }

    /// One row; `texts` are what its sealed columns hold.
    ///
    /// # Errors
    /// `Internal` when nobody takes rows any more.
    pub fn row(&mut self, table: &'static Table, values: Vec<Value>, texts: &[&str]) -> Result<()> {
        let (count, hidden) = self.counts.entry(table.name).or_insert_with(|| (0, places(table)));
        *count += 1;
        self.tally.row(table.name, &values, *hidden, texts);
        self.push(table, values)
    }

    /// One row of keyed hashes: counted, but no part of the digest.
    ///
    /// # Errors
    /// As [`Out::row`].
    pub fn keyed(&mut self, table: &'static Table, values: Vec<Value>) -> Result<()> {
        self.counts.entry(table.name).or_insert((0, 0)).0 += 1;
        self.push(table, values)
    }

    fn push(&mut self, table: &'static Table, values: Vec<Value>) -> Result<()> {
        self.batch.push((table, values));
        if self.batch.len() < BATCH {
            return Ok(());
        }
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        self.send(Message::Rows(batch))
    }

    fn send(&self, message: Message) -> Result<()> {
        self.sender.send(message).map_err(|_| Error::Internal("nobody takes the demo's rows".into()))
    }

    /// How many rows so far.
    pub fn count(&self) -> u64 {
        self.counts.values().map(|(count, _)| count).sum()
    }

    /// Hands on what is left; gives the digest and the rows of each table.
    ///
    /// # Errors
    /// As [`Out::row`].
    pub fn finish(mut self) -> Result<(String, BTreeMap<&'static str, u64>)> {
        let batch = std::mem::take(&mut self.batch);
        self.send(Message::Rows(batch))?;
        self.send(Message::End)?;
        let counts = self.counts.into_iter().map(|(name, (count, _))| (name, count)).collect();
        Ok((self.tally.finish(), counts))
    }
}

/// The places of hidden columns, as bits.
fn places(table: &Table) -> u64 {
    let mut bits = 0;
    for (place, column) in table.columns.split(',').enumerate() {
        if table.hidden.contains(&column.trim()) {
            bits |= 1 << place;
        }
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables;

    #[test]
    fn every_hidden_column_is_a_column() {
        for table in tables::ALL {
            assert_eq!(places(table).count_ones() as usize, table.hidden.len(), "{}", table.name);
            assert!(table.columns.split(',').count() <= 64);
        }
    }
}
