//! A file as numbered lines, of bounded length.

use std::io::{BufRead, Read};

use kernel::{Error, Result};

use super::csv_line;

/// The longest line that is read, in bytes. A longer one is reported and passed over.
const LONGEST_LINE: u64 = 64 * 1024;
/// One line without its end.
#[derive(Debug, Clone)]
pub(super) enum Text {
    Bytes(Vec<u8>),
    TooLong,
}

impl Text {
    /// The fields of the line, or what is wrong with it, in words that follow its number.
    pub(super) fn fields(&self) -> Result<Vec<String>, String> {
        let bytes = match self {
            Text::Bytes(bytes) => bytes,
            Text::TooLong => return Err("is longer than 64 kilobytes".into()),
        };
        let line = std::str::from_utf8(bytes).map_err(|_| "is not text in UTF-8".to_owned())?;
        csv_line::fields(line).map_err(|malformed| malformed.reason().to_owned())
    }

    /// Whether the file begins as one in UTF-16 does.
    pub(super) fn is_utf16(&self) -> bool {
        matches!(self, Text::Bytes(bytes) if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]))
    }
}

/// The lines of a file that have something on them, with their numbers.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Lines { input, number: 0 }
    }

    /// The next line that has something on it.
    pub(super) fn next_line(&mut self) -> Result<Option<(u64, Text)>> {
        loop {
            let mut bytes = Vec::new();
            let mut limited = Read::take(&mut self.input, LONGEST_LINE);
            let read = limited.read_until(b'\n', &mut bytes).map_err(unreadable)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if self.number == 1 && bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
                bytes.drain(..3);
            }
            if bytes.last() != Some(&b'\n') && u64::try_from(read) == Ok(LONGEST_LINE) {
                self.input.skip_until(b'\n').map_err(unreadable)?;
                return Ok(Some((self.number, Text::TooLong)));
            }
            let end = bytes.iter().rposition(|b| !matches!(b, b'\n' | b'\r')).map_or(0, |last| last + 1);
            bytes.truncate(end);
            if !bytes.trim_ascii().is_empty() {
                return Ok(Some((self.number, Text::Bytes(bytes))));
            }
        }
    }
}

fn unreadable(cause: std::io::Error) -> Error {
    Error::internal("the published table could not be read", cause)
}
