//! Reads the files of a return: which table a file is, is told by its heading and by nothing else.
//!
//! Tolerant where nothing can be misread: a byte order mark, Latin-1 or UTF-8, quotation marks, Windows line
//! ends, spaces round a cell, columns in any order and more columns than are needed. Exact where something could
//! be: a heading that is no table's, a table given twice, files of another year, and rows that do not fit their
//! heading are refused or reported with words that say what to do. A file is never held in memory, only what
//! the rules need of each row, and no more rows than [`MOST_ROWS`].

use std::{cell::Cell, io::Read};

use csv::{ByteRecord, ReaderBuilder};
use kernel::{Error, Result};

use super::{
    model::{
        Ad1, Code, Day, Episode, Field, Header, Line, MOST_ROWS, PartDay, Placed, PrevPerm, Return, Table,
        Uasc, Year,
    },
    rules::Finding,
};

/// The longest row, in bytes. The longest of a true return has under 200.
const LONGEST_ROW: u64 = 64 << 10;

/// Tables of the collection that no adoption rule reads, by a column that only they have.
const NOT_READ: &[(&str, &str)] = &[
    ("REVIEW", "Reviews"),
    ("SDQ_SCORE", "OC2"),
    ("IN_TOUCH", "OC3"),
    ("MIS_START", "Missing"),
    ("SW_ID", "SWEpisodes"),
    ("DOLO_START", "DoLo"),
];

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Was {
    /// A table that rules read, with so many rows.
    Read(Table, usize),
    /// A table that no adoption rule reads; it was left alone.
    LeftAlone(&'static str),
}

/// A return while its files are read.
#[derive(Debug, Default)]
pub struct Reading {
    /// What was read.
    pub whole: Return,
    /// Faults of rows that could not be used.
    pub findings: Vec<Finding>,
    /// Tells this content from another: the same rows of the same tables give the same number, whatever
    /// the names and the order of the files.
    pub mark: u64,
}

impl Reading {
    /// Reads one more file.
    ///
    /// # Errors
    /// Refused, with what to do, when it is no table of the return, a table that was given before, or larger
    /// than any return; `Internal` when it cannot be read.
    pub fn file(&mut self, input: impl Read) -> Result<Was> {
        let guarded = Guarded::new(input);
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(guarded);
        let mut record = ByteRecord::new();
        loop {
            if !next(&mut reader, &mut record)? {
                return Err(Error::refused("return.empty", "The file is empty. Export the table again."));
            }
            if !is_blank(&record) {
                break;
            }
        }
        let heading = Heading::read(&record)?;
        let Some((table, columns)) = heading.table()? else {
            return Ok(Was::LeftAlone(heading.not_read.unwrap_or("another table")));
        };
        self.whole.give(table)?;
        let (mut rows, mut sum) = (0, 0_u64);
        while next(&mut reader, &mut record)? {
            if is_blank(&record) {
                continue;
            }
            if self.whole.rows() >= MOST_ROWS {
                return Err(too_many());
            }
            let at = record.position().map_or(0, csv::Position::line);
            let line = Line::try_from(at).map_err(|_| too_many())?;
            rows += 1;
            // A sum does not mind the order of rows.
            sum = sum.wrapping_add(hash_row(&record));
            self.row(table, &columns, &record, line, heading.width);
        }
        self.mark ^= spread(hash(0, table.code().as_bytes()), sum);
        Ok(Was::Read(table, rows))
    }

    fn row(&mut self, table: Table, columns: &[usize], record: &ByteRecord, line: Line, width: usize) {
        let cell =
            |at: usize| columns.get(at).and_then(|at| record.get(*at)).unwrap_or_default().trim_ascii();
        let id = cell(0);
        if record.len() != width {
            let child = (!id.is_empty()).then(|| self.whole.child(&text(id)));
            self.findings.push(Finding::of_file("H2", table, Field::Child, line, child));
            return;
        }
        if id.is_empty() {
            self.findings.push(Finding::of_file("H1", table, Field::Child, line, None));
            return;
        }
        let child = self.whole.child(&text(id));
        let (code, day) = (|at| Code::of_bytes(cell(at)), |at| Day::parse(cell(at)));
        let whole = &mut self.whole;
        match table {
            Table::Header => {
                whole.headers.push(Header { child, sex: code(1), dob: day(2), ethnic: code(3), line });
            }
            Table::Episodes => whole.episodes.push(Episode {
                child,
                decom: day(1),
                rne: code(2),
                ls: code(3),
                cin: code(4),
                place: code(5),
                dec: day(6),
                rec: code(7),
                line,
            }),
            Table::Ad1 => whole.ad1.push(Ad1 {
                child,
                dob: day(1),
                date_int: day(2),
                date_match: day(3),
                foster_care: code(4),
                nb_adoptr: code(5),
                sex_adoptr: code(6),
                ls_adoptr: code(7),
                line,
            }),
            Table::PlacedAdoption => whole.placed.push(Placed {
                child,
                dob: day(1),
                date: day(2),
                ceased: day(3),
                reason: code(4),
                line,
            }),
            Table::PrevPerm => whole.prev_perm.push(PrevPerm {
                child,
                dob: day(1),
                option: code(2),
                authority: code(3),
                date: PartDay::parse(cell(4)),
                line,
            }),
            Table::Uasc => whole.uasc.push(Uasc { child, duc: day(3), line }),
            // No file is last year's table: it comes from what was taken in before.
            Table::PlacedAdoptionLast => {}
        }
    }

    /// Ends the reading: the rows are put in order, and the files must be of this year.
    ///
    /// # Errors
    /// Refused, with what to do, when there is no table at all or most episodes lie outside the year.
    pub fn finish(mut self, year: Year) -> Result<Self> {
        if self.whole.tables().is_empty() {
            return Err(Error::refused(
                "return.no-table",
                "None of the files is a table that adoption rules read. Give at least one of Header, Episodes, AD1, PlacedAdoption and PrevPerm.",
            ));
        }
        self.whole.settle();
        of_this_year(&self.whole, year)?;
        Ok(self)
    }
}

/// With fewer dates than this nothing is said of the year: a handful of rows may be of any.
const FEWEST_DATES: usize = 3;
/// With so many rows, most of them lying after the year is enough; with fewer, it must be all.
const MANY_ROWS: usize = 20;

/// Refuses files of another year. A year's return has things that happened in it: where the latest of all dates
/// lies before its first day, the files are an earlier year's. And nothing in it begins after its last day: where
/// most rows do, they are a later year's.
fn of_this_year(whole: &Return, year: Year) -> Result<()> {
    let begins = whole.episodes.iter().map(|row| row.decom);
    let decided = whole.placed.iter().map(|row| row.date).chain(whole.ad1.iter().map(|row| row.date_match));
    let (mut dated, mut after) = (0_usize, 0_usize);
    let mut latest = None;
    for on in begins.chain(decided).filter_map(Day::on) {
        dated += 1;
        after += usize::from(on > year.last_day());
        latest = latest.max(Some(on));
    }
    let ends = whole.episodes.iter().map(|row| row.dec).chain(whole.placed.iter().map(|row| row.ceased));
    let latest = ends.filter_map(Day::on).map(Some).chain([latest]).max().flatten();
    let Some(latest) = latest.filter(|_| dated >= FEWEST_DATES) else { return Ok(()) };
    let other = if latest < year.first_day() {
        format!("an earlier year: the latest date in them is {}", latest.strftime("%-d %B %Y"))
    } else if after == dated || (dated >= MANY_ROWS && after * 2 > dated) {
        format!("a later year: {after} of {dated} dates lie after {}", year.last_day().strftime("%-d %B %Y"))
    } else {
        return Ok(());
    };
    Err(Error::refused(
        "return.year",
        format!(
            "These look like the files of {other}. Give the year of the files instead of the {year}, or the files of that year."
        ),
    ))
}

fn too_many() -> Error {
    Error::refused(
        "return.too-large",
        format!(
            "The files have more than {MOST_ROWS} rows, which is more than the whole of England. Check what was exported."
        ),
    )
}

/// Reads the next record into `record`; false at the end.
fn next<R: Read>(reader: &mut csv::Reader<Guarded<R>>, record: &mut ByteRecord) -> Result<bool> {
    reader.get_ref().since.set(0);
    reader.read_byte_record(record).map_err(|e| match e.kind() {
        csv::ErrorKind::Io(io) if io.kind() == std::io::ErrorKind::InvalidData => Error::refused(
            "return.row",
            format!(
                "Line {} goes on for more than {LONGEST_ROW} characters. A quotation mark that is never closed does this; so does a file that is no CSV file.",
                e.position().map_or_else(|| reader.position().line(), csv::Position::line)
            ),
        ),
        _ => Error::internal("a file of the return", e),
    })
}

fn is_blank(record: &ByteRecord) -> bool {
    record.iter().all(|cell| cell.trim_ascii().is_empty())
}

/// What stands between the file and the reader. It ends a row that never ends; makes every line end one `\n`, and
/// puts a space on a blank line, so that the reader, which leaves blank lines out, does not lose count of lines.
struct Guarded<R> {
    input: R,
    since: Cell<u64>,
    chunk: Vec<u8>,
    out: Vec<u8>,
    at: usize,
    fresh: bool,
    after_return: bool,
}

impl<R: Read> Guarded<R> {
    fn new(input: R) -> Self {
        Guarded {
            input,
            since: Cell::new(0),
            chunk: vec![0; 32 << 10],
            out: Vec::with_capacity(64 << 10),
            at: 0,
            fresh: true,
            after_return: false,
        }
    }

    fn fill(&mut self) -> std::io::Result<()> {
        self.out.clear();
        self.at = 0;
        while self.out.is_empty() {
            let count = self.input.read(&mut self.chunk)?;
            let chunk = self.chunk.get(..count).unwrap_or_default();
            let (Some(first), Some(last)) = (chunk.first(), chunk.last()) else { return Ok(()) };
            // A lone carriage return, an empty line, or the second half of a line's end.
            let bare = chunk.contains(&b'\r') || chunk.windows(2).any(|pair| pair == b"\n\n");
            let begins_empty = self.fresh && *first == b'\n';
            let mended = self.after_return || begins_empty || bare;
            if !mended {
                self.fresh = *last == b'\n';
                self.out.extend_from_slice(chunk);
                continue;
            }
            for byte in chunk {
                if *byte == b'\n' && self.after_return {
                    self.after_return = false;
                    continue;
                }
                self.after_return = *byte == b'\r';
                let byte = if self.after_return { b'\n' } else { *byte };
                if byte == b'\n' && self.fresh {
                    self.out.push(b' ');
                }
                self.fresh = byte == b'\n';
                self.out.push(byte);
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.out.len() {
            self.fill()?;
        }
        let rest = self.out.get(self.at..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        let since = self.since.get() + count as u64;
        self.since.set(since);
        // The reader fetches some rows ahead, never as much as this.
        if since > LONGEST_ROW && count > 0 {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        Ok(count)
    }
}

/// The heading of a file.
struct Heading {
    names: Vec<String>,
    width: usize,
    not_read: Option<&'static str>,
}

impl Heading {
    fn read(record: &ByteRecord) -> Result<Self> {
        let names: Vec<String> =
            record.iter().map(|cell| text(cell).trim_matches('"').trim().to_uppercase()).collect();
        let mut sorted: Vec<&String> = names.iter().filter(|name| !name.is_empty()).collect();
        sorted.sort();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::refused(
                "return.heading",
                format!("The heading names the column {} twice. Export the table again.", shown(pair[0])),
            ));
        }
        let not_read = NOT_READ
            .iter()
            .find(|(column, _)| names.iter().any(|name| name == column))
            .map(|(_, table)| *table);
        Ok(Heading { width: names.len(), names, not_read })
    }

    /// The table, and where its columns stand; nothing for a table that is not read.
    fn table(&self) -> Result<Option<(Table, Vec<usize>)>> {
        let place = |field: &Field| self.names.iter().position(|name| name == field.code());
        for table in Table::FILES {
            let columns: Vec<usize> = table.columns().iter().filter_map(place).collect();
            if columns.len() == table.columns().len() {
                return Ok(Some((*table, columns)));
            }
        }
        if self.not_read.is_some() {
            return Ok(None);
        }
        Err(Error::refused("return.heading", self.no_table()))
    }

    /// Says which table the heading comes nearest to, and what that lacks.
    fn no_table(&self) -> String {
        let has = |field: &&Field| self.names.iter().any(|name| name == field.code());
        let nearest = Table::FILES.iter().max_by_key(|table| table.columns().iter().filter(has).count());
        let lacking = |table: &Table| {
            let columns: Vec<&str> = table.columns().iter().filter(|f| !has(f)).map(|f| f.code()).collect();
            columns.join(", ")
        };
        match nearest.filter(|table| table.columns().iter().filter(has).count() >= 2) {
            Some(table) => format!(
                "The heading is no table of the return. It comes nearest to {}, but lacks {}. The first line must name the columns, parted by commas.",
                table.code(),
                lacking(table)
            ),
            None => "The first line names no columns of the return, such as CHILD,DOB,DATE_PLACED. Is this a CSV file of SSDA903, with its heading?".to_owned(),
        }
    }
}

/// A heading's word, short enough to be shown: whatever stood there came from the file.
fn shown(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(30).collect()
}

/// A cell as text: UTF-8, or else Latin-1, in which each byte is a letter. A byte order mark is left out.
fn text(cell: &[u8]) -> std::borrow::Cow<'_, str> {
    let cell = cell.strip_prefix(b"\xef\xbb\xbf").unwrap_or(cell);
    match std::str::from_utf8(cell) {
        Ok(text) => text.into(),
        Err(_) => cell.iter().map(|b| char::from(*b)).collect::<String>().into(),
    }
}

/// Adds some bytes to a number, eight at a time, with their count: tells one row from another for whoever sends the
/// same files again; no secret rests on it.
fn hash(before: u64, bytes: &[u8]) -> u64 {
    let words =
        bytes.chunks(8).map(|chunk| chunk.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)));
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let add = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    words.chain([length]).fold(before, add)
}

fn hash_row(record: &ByteRecord) -> u64 {
    spread(record.iter().fold(0, |before, cell| hash(before, cell.trim_ascii())), 0)
}

/// Mixes two numbers so that sums of many do not cancel out (the finishing step of SplitMix64).
fn spread(a: u64, b: u64) -> u64 {
    let mut z = a.wrapping_add(b.rotate_left(32)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
