//! Writing an archive: this thread reads and packs rows, another compresses, seals and writes.

use std::{
    fs,
    io::{BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    time::{Duration, Instant},
};

use kernel::{Error, Result};

use super::{
    Order, Progress, Summary,
    format::{Adder, END, End, FILE, HEAD, HEADER, Head, Header, ROWS, pack},
};
use crate::{
    Engine, Read,
    crypt::{Generation, random},
    key_file::{new_private, sync_folder},
    scan::{Cell, Rows},
    statements,
    stream::{LARGEST, Sealer},
};

statements! {
    MIGRATIONS = "SELECT number, name, checksum FROM migration ORDER BY number";
}

/// Bytes of rows in one frame, before they are compressed.
const BLOCK: usize = 1 << 18;
/// The fastest level: half of a record is sealed already and does not get smaller.
const LEVEL: i32 = 1;
/// Frames that may wait to be written.
const WAITING: usize = 4;
/// How long reading rests after each block, for each moment that the block took: people work meanwhile. Where
/// the program has also stepped back behind all others, one case page in a hundred took 1.5 to 1.8 times as long beside a
/// backup; without either it took six times as long.
const REST: u32 = 1;
/// The longest rest.
const LONGEST_REST: Duration = Duration::from_millis(250);
/// Rows between two reports.
const TELL_EVERY: u64 = 200_000;

/// One frame to be written.
struct Piece {
    body: Vec<u8>,
    last: bool,
}

pub(super) fn run(
    r: &Read<'_>,
    engine: Engine,
    keys: Vec<Generation>,
    order: &Order,
    mut tell: impl FnMut(Progress),
) -> Result<Summary> {
    if order.out.exists() {
        return Err(Error::refused(
            "backup.exists",
            format!("{} is there already. Choose another name.", order.out.display()),
        ));
    }
    let all = r.tables()?;
    if !all.iter().any(|t| t.name == "migration") {
        return Err(Error::refused("backup.nothing", "There is no record in this database to back up."));
    }
    let migrations: Result<Vec<(u32, String, String)>> =
        r.query(MIGRATIONS, &[])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect();
    let header = Header {
        product: order.product.clone(),
        engine: match engine {
            Engine::Sqlite => "sqlite".to_owned(),
            Engine::Postgres => "postgres".to_owned(),
        },
        made_at: order.made_at.to_string(),
        migrations: migrations?,
        // What has been migrated is told above; a restore migrates anew.
        tables: all.into_iter().filter(|t| t.name != "migration").collect(),
        keys,
        files: order.files.is_some(),
    };
    let part = PathBuf::from(format!("{}.part", order.out.display()));
    let written = write(r, &header, order, &part, &mut tell).and_then(|done| {
        fs::rename(&part, &order.out)
            .map_err(|e| Error::internal("the backup could not be put in its place", e))?;
        sync_folder(&order.out)?;
        Ok(done)
    });
    let (end, bytes) = match written {
        Ok(done) => done,
        Err(e) => {
            // The first error is the one to tell.
            let _ = fs::remove_file(&part);
            return Err(e);
        }
    };
    Ok(summary(&header, &end, bytes))
}

pub(super) fn summary(header: &Header, end: &End, bytes: u64) -> Summary {
    let tables = header.tables.iter().zip(&end.tables);
    Summary {
        product: header.product.clone(),
        engine: header.engine.clone(),
        made_at: header.made_at.clone(),
        tables: tables.map(|(t, sum)| (t.name.clone(), sum.rows, sum.digest.clone())).collect(),
        files: end.files,
        bytes,
    }
}

fn write(
    r: &Read<'_>,
    header: &Header,
    order: &Order,
    part: &Path,
    tell: &mut dyn FnMut(Progress),
) -> Result<(End, u64)> {
    let no_key = || Error::Internal("the key file holds no key in use".into());
    let (generation, secret) = order.lock.archive_secret(None).ok_or_else(no_key)?;
    let mut salt = [0_u8; 32];
    random(&mut salt)?;
    let head = Head::new(generation, &secret, salt);
    let bytes = head.bytes();
    let file = new_private(part).map_err(|e| Error::internal("the backup cannot be written", e))?;
    let mut out = BufWriter::with_capacity(BLOCK, file);
    out.write_all(&bytes).map_err(|e| Error::internal("the backup cannot be written", e))?;
    let sealer = Sealer::new(out, &head.key(&secret), &bytes)?;
    std::thread::scope(|scope| {
        let (send, pieces) = sync_channel(WAITING);
        let writer = scope.spawn(move || write_pieces(&pieces, sealer));
        let read = pieces_of(r, header, order.files.as_deref(), &send, tell);
        drop(send);
        let gone = || Error::Internal("the thread that writes the backup panicked".into());
        // Where both failed, the writer's reason came first: the reader only found it gone.
        let written = writer.join().map_err(|_| gone())??;
        Ok((read?, written))
    })
}

fn write_pieces(pieces: &Receiver<Piece>, mut sealer: Sealer<BufWriter<fs::File>>) -> Result<u64> {
    let mut packer = zstd::bulk::Compressor::new(LEVEL).map_err(|e| Error::internal("the compressor", e))?;
    let mut whole = false;
    for Piece { body, last } in pieces {
        let body = match body.split_at_checked(3) {
            Some((head, rows)) if head[0] == ROWS => {
                let packed = packer.compress(rows).map_err(|e| Error::internal("the compressor", e))?;
                [head, &packed].concat()
            }
            _ => body,
        };
        sealer.frame(body, last)?;
        whole = last;
    }
    let bytes = HEAD as u64 + sealer.written();
    let mut out = sealer.into_inner();
    if whole {
        let failed = |e: std::io::Error| Error::internal("the backup cannot be written", e);
        out.flush().map_err(failed)?;
        out.get_ref().sync_all().map_err(failed)?;
    }
    Ok(bytes)
}

fn pieces_of(
    r: &Read<'_>,
    header: &Header,
    files: Option<&Path>,
    send: &SyncSender<Piece>,
    tell: &mut dyn FnMut(Progress),
) -> Result<End> {
    put(send, framed(HEADER, header)?, false)?;
    let mut tables = Vec::new();
    let mut before = 0;
    for (i, table) in header.tables.iter().enumerate() {
        let number = u16::try_from(i).map_err(|e| Error::internal("too many tables", e))?;
        let doing = format!("table {} of {}, {}", i + 1, header.tables.len(), table.name);
        let told = |rows| tell(Progress { doing: doing.clone(), rows });
        let mut packer = Packer {
            head: begin(number),
            row_at: 0,
            block: begin(number),
            adder: Adder::default(),
            since: Instant::now(),
            send,
            before,
            told,
        };
        packer.row_at = packer.block.len();
        r.scan_table(table, &mut packer)?;
        packer.flush()?;
        before += packer.adder.rows;
        tables.push(packer.adder.sum());
    }
    let mut count = 0;
    if let Some(folder) = files {
        tell(Progress { doing: "stored files".into(), rows: before });
        for name in stored(folder)? {
            file_pieces(folder, &name, send)?;
            count += 1;
        }
    }
    let end = End { tables, files: count };
    put(send, framed(END, &end)?, true)?;
    Ok(end)
}

fn begin(number: u16) -> Vec<u8> {
    let [low, high] = number.to_le_bytes();
    vec![ROWS, low, high]
}

fn framed(kind: u8, what: &impl serde::Serialize) -> Result<Vec<u8>> {
    let mut body = vec![kind];
    serde_json::to_writer(&mut body, what).map_err(|e| Error::internal("the archive's header", e))?;
    Ok(body)
}

fn put(send: &SyncSender<Piece>, body: Vec<u8>, last: bool) -> Result<()> {
    let stopped = |_| Error::Internal("the backup could not be written to its end".into());
    send.send(Piece { body, last }).map_err(stopped)
}

/// Packs the rows of one table into frames.
struct Packer<'a, T> {
    head: Vec<u8>,
    block: Vec<u8>,
    row_at: usize,
    adder: Adder,
    /// When this block was begun.
    since: Instant,
    send: &'a SyncSender<Piece>,
    before: u64,
    told: T,
}

impl<T: FnMut(u64)> Packer<'_, T> {
    fn flush(&mut self) -> Result<()> {
        if self.block.len() > self.head.len() {
            let mut next = Vec::with_capacity(BLOCK + BLOCK / 8);
            next.extend_from_slice(&self.head);
            put(self.send, std::mem::replace(&mut self.block, next), false)?;
            std::thread::sleep((self.since.elapsed() * REST).min(LONGEST_REST));
            self.since = Instant::now();
        }
        self.row_at = self.block.len();
        Ok(())
    }
}

impl<T: FnMut(u64)> Rows for Packer<'_, T> {
    fn cell(&mut self, cell: Cell<'_>) {
        pack(cell, &mut self.block);
    }

    fn end(&mut self) -> Result<()> {
        let row = &self.block[self.row_at..];
        if row.len() > LARGEST - BLOCK {
            return Err(Error::Internal("a row is too long for a backup".into()));
        }
        self.adder.row(row);
        self.row_at = self.block.len();
        if self.adder.rows % TELL_EVERY == 1 {
            (self.told)(self.before + self.adder.rows - 1);
        }
        if self.block.len() >= BLOCK { self.flush() } else { Ok(()) }
    }
}

/// Stored files by name, sorted; none where the folder is not there.
pub(super) fn stored(folder: &Path) -> Result<Vec<String>> {
    let failed = |e: std::io::Error| Error::internal("the folder of stored files cannot be read", e);
    let mut names = Vec::new();
    if !folder.exists() {
        return Ok(names);
    }
    for shelf in fs::read_dir(folder).map_err(failed)? {
        let shelf = shelf.map_err(failed)?;
        if !shelf.file_type().map_err(failed)?.is_dir() {
            continue;
        }
        for file in fs::read_dir(shelf.path()).map_err(failed)? {
            let file = file.map_err(failed)?;
            let name =
                format!("{}/{}", shelf.file_name().to_string_lossy(), file.file_name().to_string_lossy());
            // A file that is still being written has another name.
            if is_stored_name(&name) {
                names.push(name);
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Whether this is what stored files are called: two hex digits, `/`, 32 hex digits.
pub(super) fn is_stored_name(name: &str) -> bool {
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    name.split_once('/').is_some_and(|(shelf, file)| {
        shelf.len() == 2 && file.len() == 32 && file.starts_with(shelf) && hex(shelf) && hex(file)
    })
}

fn file_pieces(folder: &Path, name: &str, send: &SyncSender<Piece>) -> Result<()> {
    let failed = |e: std::io::Error| Error::internal("a stored file cannot be read", e);
    let mut file = fs::File::open(folder.join(name)).map_err(failed)?;
    let length = u8::try_from(name.len()).map_err(|e| Error::internal("a stored file's name", e))?;
    let head = [&[FILE, length], name.as_bytes()].concat();
    let mut first = true;
    loop {
        let mut body = Vec::with_capacity(head.len() + BLOCK);
        body.extend_from_slice(&head);
        (&mut file).take(BLOCK as u64).read_to_end(&mut body).map_err(failed)?;
        if body.len() == head.len() && !first {
            return Ok(());
        }
        first = false;
        put(send, body, false)?;
    }
}
