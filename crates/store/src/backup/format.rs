//! The archive: what stands at its head, how rows are packed, what stands at its end.
//!
//! ```text
//! "HEARTHBK" | format (4 bytes, little-endian) | generation of the key (1) | check of the key (8) | salt (32)
//! frames (see stream.rs), sealed by HMAC-SHA256(key, salt), bound to all of the above:
//!   'H' what the archive is, as JSON
//!   'R' number of a table (2 bytes) and rows of it, packed by zstd        any number of these
//!   'F' a stored file: length of its name (1), name, bytes                 any number of these
//!   'E' counts and digests, as JSON                                        the last frame
//! value = 0 nothing | 1 number (8 bytes) | 2 text | 3 bytes; the last two with their length (4 bytes)
//! ```

use aws_lc_rs::{digest, hmac};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};

use crate::{
    crypt::{Generation, check},
    key_file::Secret,
    scan::{Cell, Table},
};

pub(crate) const MAGIC: &[u8; 8] = b"HEARTHBK";
/// The format that this version writes, and the newest that it reads.
pub(crate) const FORMAT: u32 = 1;
/// Length of what stands before the frames.
pub(crate) const HEAD: usize = 8 + 4 + 1 + 16 + 32;

pub(crate) const HEADER: u8 = b'H';
pub(crate) const ROWS: u8 = b'R';
pub(crate) const FILE: u8 = b'F';
pub(crate) const END: u8 = b'E';

/// What stands before the frames, in plain sight: nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) generation: u8,
    /// Tells the right key from a wrong one before anything is read: 16 hex digits.
    pub(crate) check: [u8; 16],
    pub(crate) salt: [u8; 32],
}

impl Head {
    pub(crate) fn new(generation: u8, secret: &Secret, salt: [u8; 32]) -> Self {
        let mut head = Head { generation, check: [0; 16], salt };
        head.check.copy_from_slice(check(secret).as_bytes());
        head
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [&MAGIC[..], &FORMAT.to_le_bytes(), &[self.generation], &self.check, &self.salt].concat()
    }

    /// Reads what stands before the frames.
    ///
    /// # Errors
    /// Refused by rules `backup.not-one`, `backup.newer` and `backup.cut-short`.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self> {
        let Some((magic, rest)) = bytes.split_at_checked(MAGIC.len()) else { return Err(not_one()) };
        if magic != MAGIC {
            return Err(not_one());
        }
        let Some((format, rest)) = rest.split_first_chunk::<4>() else { return Err(cut_short()) };
        let format = u32::from_le_bytes(*format);
        if format > FORMAT {
            return Err(newer(&format!(
                "it is written in format {format}, and this version reads up to {FORMAT}"
            )));
        }
        if format == 0 {
            return Err(damaged());
        }
        let read = || {
            let (generation, rest) = rest.split_first()?;
            let (check, rest) = rest.split_first_chunk::<16>()?;
            let (salt, _) = rest.split_first_chunk::<32>()?;
            Some(Head { generation: *generation, check: *check, salt: *salt })
        };
        read().ok_or_else(cut_short)
    }

    /// The key of this archive's frames.
    pub(crate) fn key(&self, secret: &Secret) -> Secret {
        let root = hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref());
        let mut key = Secret::default();
        key.copy_from_slice(hmac::sign(&root, &[b"archive".as_slice(), &self.salt].concat()).as_ref());
        key
    }

    pub(crate) fn is_locked_with(&self, secret: &Secret) -> bool {
        check(secret).as_bytes() == self.check
    }
}

/// What an archive is: sealed, the first frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// The version of Hearth that wrote it.
    pub(crate) product: String,
    /// The engine that it was read from.
    pub(crate) engine: String,
    /// When, ISO 8601.
    pub(crate) made_at: String,
    /// Migrations that the record had: number, name, checksum.
    pub(crate) migrations: Vec<(u32, String, String)>,
    pub(crate) tables: Vec<Table>,
    /// The generations of the sealing key that its sealed values may need.
    pub(crate) keys: Vec<Generation>,
    /// Whether stored files are in it.
    pub(crate) files: bool,
}

/// What an archive held: sealed, the last frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct End {
    /// For each table of the header, in order.
    pub(crate) tables: Vec<Sum>,
    pub(crate) files: u64,
}

/// How many rows a table has, and a digest of them in which their order does not count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    pub(crate) rows: u64,
    /// Sum of the first 16 bytes of each row's SHA-256, as hex.
    pub(crate) digest: String,
}

/// Adds rows up to a [`Sum`].
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Adder {
    pub(crate) rows: u64,
    digest: u128,
}

impl Adder {
    pub(crate) fn row(&mut self, packed: &[u8]) {
        let mut first = [0_u8; 16];
        first.copy_from_slice(&digest::digest(&digest::SHA256, packed).as_ref()[..16]);
        self.digest = self.digest.wrapping_add(u128::from_be_bytes(first));
        self.rows += 1;
    }

    pub(crate) fn sum(self) -> Sum {
        Sum { rows: self.rows, digest: format!("{:032x}", self.digest) }
    }
}

/// Packs one value.
pub(crate) fn pack(cell: Cell<'_>, out: &mut Vec<u8>) {
    let mut long = |tag: u8, bytes: &[u8]| {
        out.push(tag);
        // A value longer than 4 GiB fits into neither engine.
        out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend_from_slice(bytes);
    };
    match cell {
        Cell::Text(v) => long(2, v.as_bytes()),
        Cell::Bytes(v) => long(3, v),
        Cell::Null => out.push(0),
        Cell::Int(v) => {
            out.push(1);
            out.extend_from_slice(&v.to_le_bytes());
        }
    }
}

/// Unpacks one value; nothing when the bytes are no value.
pub(crate) fn unpack<'a>(bytes: &mut &'a [u8]) -> Option<Cell<'a>> {
    let (tag, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(match tag {
        0 => Cell::Null,
        1 => {
            let (number, rest) = bytes.split_first_chunk::<8>()?;
            *bytes = rest;
            Cell::Int(i64::from_le_bytes(*number))
        }
        2 => Cell::Text(std::str::from_utf8(run(bytes)?).ok()?),
        3 => Cell::Bytes(run(bytes)?),
        _ => return None,
    })
}

fn run<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (run, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *bytes = rest;
    Some(run)
}

pub(crate) fn not_one() -> Error {
    Error::refused("backup.not-one", "This file is not a Hearth backup.")
}

pub(crate) fn cut_short() -> Error {
    Error::refused(
        "backup.cut-short",
        "This backup ends too early: it was cut short when it was written or copied. Use another copy.",
    )
}

pub(crate) fn damaged() -> Error {
    Error::refused(
        "backup.damaged",
        "This backup is not as it was written: part of it was damaged or changed. Use another copy.",
    )
}

pub(crate) fn too_long() -> Error {
    Error::refused(
        "backup.too-long",
        "There is something after the end of this backup: it is not as it was written. Use another copy.",
    )
}

pub(crate) fn wrong_key() -> Error {
    Error::refused(
        "backup.wrong-key",
        "This backup was locked with another key. Name the key file that it was made with (--backup-key, or \
         --key-file where no backup key was used).",
    )
}

pub(crate) fn newer(why: &str) -> Error {
    Error::refused(
        "backup.newer",
        format!(
            "This backup was made by a newer Hearth: {why}. Restore it with that version or a later one."
        ),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn values_come_back_as_they_were(number in any::<i64>(), text in ".*", bytes in proptest::collection::vec(any::<u8>(), 0..99)) {
            let cells = [Cell::Null, Cell::Int(number), Cell::Text(&text), Cell::Bytes(&bytes)];
            let mut packed = Vec::new();
            for cell in cells {
                pack(cell, &mut packed);
            }
            let mut rest = packed.as_slice();
            for cell in cells {
                prop_assert_eq!(unpack(&mut rest), Some(cell));
            }
            prop_assert!(rest.is_empty());
            prop_assert_eq!(unpack(&mut rest), None);
        }

        #[test]
        fn noise_is_never_more_than_refused(noise in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut rest = noise.as_slice();
            while unpack(&mut rest).is_some() {}
            prop_assert!(Head::read(&noise).is_err());
            let named = [&MAGIC[..], &noise].concat();
            if let Ok(head) = Head::read(&named) {
                prop_assert_eq!(&head.bytes()[..], &named[..HEAD]);
            }
        }
    }

    #[test]
    fn a_newer_format_is_named_before_anything_else() {
        let mut bytes = Head { generation: 1, check: *b"0123456789abcdef", salt: [3; 32] }.bytes();
        assert_eq!(bytes.len(), HEAD);
        assert!(Head::read(&bytes).is_ok());
        for end in 8..HEAD {
            assert_eq!(Head::read(&bytes[..end]).map_err(|e| e.code()), Err("backup.cut-short"));
        }
        bytes[8] = 2;
        assert_eq!(Head::read(&bytes).map_err(|e| e.code()), Err("backup.newer"));
    }
}
