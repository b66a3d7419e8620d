//! Reading an archive: frame by frame, each refused with the reason when it is not as it was written.

use std::{
    fs::File,
    io::{BufReader, Read as _},
    path::Path,
};

use kernel::{Error, Result};

use super::{
    Progress, Summary,
    dump::{is_stored_name, summary},
    format::{self, Adder, END, End, FILE, HEAD, HEADER, Head, Header, ROWS, unpack},
};
use crate::{
    Keys,
    scan::Cell,
    stream::{Fault, LARGEST, Opener},
};

/// An archive whose header has been read.
pub(super) struct Archive {
    opener: Opener<BufReader<File>>,
    pub(super) header: Header,
    /// Its length.
    pub(super) bytes: u64,
}

/// Takes what an archive holds.
pub(super) trait Sink {
    /// One row of the table with this number in the header; `packed` is the same row as bytes.
    fn row(&mut self, table: usize, cells: &[Cell<'_>], packed: &[u8]) -> Result<()>;
    /// The next bytes of a stored file.
    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<()>;
}

fn refused(fault: Fault) -> Error {
    match fault {
        Fault::CutShort => format::cut_short(),
        Fault::Damaged => format::damaged(),
        Fault::TooLong => format::too_long(),
    }
}

impl Archive {
    pub(super) fn open(path: &Path, lock: &Keys) -> Result<Self> {
        let failed = |e: std::io::Error| {
            Error::refused("backup.unreadable", format!("{} cannot be read: {e}", path.display()))
        };
        let file = File::open(path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let mut from = BufReader::with_capacity(1 << 20, file);
        let mut before = Vec::with_capacity(HEAD);
        (&mut from).take(HEAD as u64).read_to_end(&mut before).map_err(failed)?;
        let head = Head::read(&before)?;
        let (_, secret) = lock.archive_secret(Some(head.generation)).ok_or_else(format::wrong_key)?;
        if !head.is_locked_with(&secret) {
            return Err(format::wrong_key());
        }
        let mut opener = Opener::new(from, &head.key(&secret), &before)?;
        let (body, last) = opener.next().map_err(refused)?.ok_or_else(format::cut_short)?;
        let header = match body.split_first() {
            Some((&HEADER, json)) if !last => {
                serde_json::from_slice::<Header>(json).map_err(|_| format::damaged())?
            }
            _ => return Err(format::damaged()),
        };
        if !header.tables.iter().all(crate::scan::Table::is_plain) {
            return Err(format::damaged());
        }
        Ok(Archive { opener, header, bytes })
    }

    /// Gives everything to `sink`, to the end; counts and digests must agree with the rows.
    pub(super) fn each(&mut self, sink: &mut dyn Sink, tell: &mut dyn FnMut(Progress)) -> Result<End> {
        let mut sums = vec![Adder::default(); self.header.tables.len()];
        let (mut files, mut name, mut rows) = (0, String::new(), 0);
        let mut unpacker =
            zstd::bulk::Decompressor::new().map_err(|e| Error::internal("the decompressor", e))?;
        loop {
            let (body, last) = self.opener.next().map_err(refused)?.ok_or_else(format::cut_short)?;
            let (kind, rest) = body.split_first().ok_or_else(format::damaged)?;
            match (*kind, last) {
                (ROWS, false) => {
                    let (number, packed) = rest.split_first_chunk::<2>().ok_or_else(format::damaged)?;
                    let table = usize::from(u16::from_le_bytes(*number));
                    let shape = self.header.tables.get(table).ok_or_else(format::damaged)?;
                    let block = unpacker.decompress(packed, LARGEST).map_err(|_| format::damaged())?;
                    rows += each_row(&block, shape.columns.len(), &mut |cells, packed| {
                        sums[table].row(packed);
                        sink.row(table, cells, packed)
                    })?;
                    tell(Progress { doing: shape.name.clone(), rows });
                }
                (FILE, false) => {
                    let (length, rest) = rest.split_first().ok_or_else(format::damaged)?;
                    let (said, bytes) =
                        rest.split_at_checked(usize::from(*length)).ok_or_else(format::damaged)?;
                    let said = std::str::from_utf8(said).map_err(|_| format::damaged())?;
                    // A name from an archive becomes a path: it must be one that Hearth gives.
                    if !is_stored_name(said) {
                        return Err(format::damaged());
                    }
                    if said != name {
                        files += 1;
                        name = said.to_owned();
                        tell(Progress { doing: "stored files".into(), rows });
                    }
                    sink.file(said, bytes)?;
                }
                (END, true) => {
                    let end: End = serde_json::from_slice(rest).map_err(|_| format::damaged())?;
                    let counted: Vec<_> = sums.into_iter().map(Adder::sum).collect();
                    if end.tables != counted || end.files != files {
                        return Err(format::damaged());
                    }
                    return match self.opener.next() {
                        Ok(None) => Ok(end),
                        Ok(Some(_)) => Err(format::too_long()),
                        Err(fault) => Err(refused(fault)),
                    };
                }
                _ => return Err(format::damaged()),
            }
        }
    }
}

fn each_row(
    mut block: &[u8],
    columns: usize,
    row: &mut dyn FnMut(&[Cell<'_>], &[u8]) -> Result<()>,
) -> Result<u64> {
    let mut count = 0;
    let mut cells = Vec::with_capacity(columns);
    while !block.is_empty() {
        let start = block;
        cells.clear();
        for _ in 0..columns {
            cells.push(unpack(&mut block).ok_or_else(format::damaged)?);
        }
        row(&cells, &start[..start.len() - block.len()])?;
        count += 1;
    }
    Ok(count)
}

struct Nowhere;

impl Sink for Nowhere {
    fn row(&mut self, _: usize, _: &[Cell<'_>], _: &[u8]) -> Result<()> {
        Ok(())
    }

    fn file(&mut self, _: &str, _: &[u8]) -> Result<()> {
        Ok(())
    }
}

pub(super) fn verify(path: &Path, lock: &Keys, mut tell: impl FnMut(Progress)) -> Result<Summary> {
    let mut archive = Archive::open(path, lock)?;
    let end = archive.each(&mut Nowhere, &mut tell)?;
    Ok(summary(&archive.header, &end, archive.bytes))
}
