//! The key file: one master key, further generations of the sealing key, and which is in use.
//!
//! ```text
//! hearth-key-1:<64 hex digits>     the master; gives look-ups, MACs and generation 1
//! seal 2 <64 hex digits>           a further generation
//! use 2                            the one that seals; 1 where there is no such line
//! retired 1                        opens nothing any more
//! ```
//!
//! A file is replaced whole: written beside, made durable, and renamed.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use kernel::{Error, Result};
use zeroize::Zeroizing;

use crate::crypt::random;

/// A secret of 32 bytes, wiped when it is dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

const PREFIX: &str = "hearth-key-1:";
/// The generation that the master itself gives.
pub(crate) const FIRST: u8 = 1;
/// The last generation that a sealed value's first byte may name; higher bytes are kept for
/// another form of sealed value, if there ever is one.
const LAST: u8 = 250;

/// What a key file holds.
pub struct KeyFile {
    pub(crate) master: Secret,
    further: Vec<(u8, Secret)>,
    retired: Vec<u8>,
    /// The generation that seals new values.
    pub in_use: u8,
}

impl std::fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyFile(..)")
    }
}

impl KeyFile {
    pub(crate) fn of(master: &[u8; 32]) -> Self {
        KeyFile { master: Zeroizing::new(*master), further: Vec::new(), retired: Vec::new(), in_use: FIRST }
    }

    /// Makes a key file where there is none.
    ///
    /// # Errors
    /// Refused by rule `key.exists` where there is a file already.
    pub fn create(path: &Path) -> Result<Self> {
        if path.exists() {
            return Err(Error::refused(
                "key.exists",
                format!("{} is there already. Choose another name.", path.display()),
            ));
        }
        let mut master = Secret::default();
        random(master.as_mut())?;
        let file = Self::of(&master);
        write_private(path, &file.text())?;
        Ok(file)
    }

    /// Reads a key file, or makes one where there is none.
    pub(crate) fn load_or_create(path: &Path) -> Result<Self> {
        if path.exists() { Self::load(path) } else { Self::create(path) }
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// Refused by rule `key.missing` where there is none.
    pub fn load(path: &Path) -> Result<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => Zeroizing::new(text),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::refused(
                    "key.missing",
                    format!(
                        "There is no key file at {}. Put the key file there that belongs to this record, or name it \
                         with --key-file.",
                        path.display()
                    ),
                ));
            }
            Err(e) => return Err(Error::internal("the key file cannot be read", e)),
        };
        Self::parse(&text)
            .ok_or_else(|| Error::Internal(format!("{} is not a Hearth key file", path.display())))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
        let mut file = Self::of(&*secret(lines.next()?.strip_prefix(PREFIX)?)?);
        for line in lines {
            let mut words = line.split(' ');
            let (what, number) = (words.next()?, words.next()?.parse::<u8>().ok()?);
            match (what, words.next()) {
                ("seal", Some(hex)) if number > FIRST && number <= LAST && !file.knows(number) => {
                    file.further.push((number, secret(hex)?));
                }
                ("use", None) => file.in_use = number,
                ("retired", None) => file.retired.push(number),
                _ => return None,
            }
        }
        let opens = file.seals().any(|(number, _)| number == file.in_use);
        opens.then_some(file)
    }

    fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("{PREFIX}{}\n", HEXLOWER.encode(self.master.as_ref())));
        for (number, secret) in &self.further {
            text.push_str(&format!("seal {number} {}\n", HEXLOWER.encode(secret.as_ref())));
        }
        for number in &self.retired {
            text.push_str(&format!("retired {number}\n"));
        }
        if self.in_use != FIRST {
            text.push_str(&format!("use {}\n", self.in_use));
        }
        text
    }

    /// Every generation that opens, with its secret.
    pub(crate) fn seals(&self) -> impl Iterator<Item = (u8, &Secret)> {
        std::iter::once((FIRST, &self.master))
            .chain(self.further.iter().map(|(number, secret)| (*number, secret)))
            .filter(|(number, _)| !self.retired.contains(number))
    }

    fn knows(&self, number: u8) -> bool {
        number == FIRST || self.retired.contains(&number) || self.further.iter().any(|(n, _)| *n == number)
    }

    /// A generation that is there and not yet used: the newest after the one in use.
    pub fn waiting(&self) -> Option<u8> {
        self.further.iter().map(|(number, _)| *number).filter(|number| *number > self.in_use).max()
    }

    /// Adds a generation, which waits until it is used.
    ///
    /// # Errors
    /// Refused by rule `key.full` after 250 generations.
    pub fn add(&mut self) -> Result<u8> {
        let newest = self.further.iter().map(|(number, _)| *number).chain(self.retired.iter().copied()).max();
        let number = newest.unwrap_or(FIRST) + 1;
        if number > LAST {
            return Err(Error::refused(
                "key.full",
                "This key file has held 250 keys, and cannot take another.",
            ));
        }
        let mut secret = Secret::default();
        random(secret.as_mut())?;
        self.further.push((number, secret));
        Ok(number)
    }

    /// Seals new values with this generation from now on.
    ///
    /// # Errors
    /// Refused by rule `key.unknown` when the file does not hold it.
    pub fn use_generation(&mut self, number: u8) -> Result<()> {
        if !self.seals().any(|(n, _)| n == number) {
            return Err(unknown(number));
        }
        self.in_use = number;
        Ok(())
    }

    /// Takes a generation out of use for good. Whoever calls this has made sure that nothing
    /// is sealed with it any more.
    ///
    /// # Errors
    /// Refused by rule `key.in-use` for the one in use, `key.unknown` for one not held.
    pub fn retire(&mut self, number: u8) -> Result<()> {
        if number == self.in_use {
            return Err(Error::refused(
                "key.in-use",
                format!("Key {number} seals new values. Rotate first, then retire it."),
            ));
        }
        if !self.seals().any(|(n, _)| n == number) {
            return Err(unknown(number));
        }
        self.further.retain(|(n, _)| *n != number);
        self.retired.push(number);
        Ok(())
    }

    /// Replaces the file.
    pub fn save(&self, path: &Path) -> Result<()> {
        let beside = PathBuf::from(format!("{}.new", path.display()));
        match fs::remove_file(&beside) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::internal("the key file cannot be replaced", e));
            }
            _ => {}
        }
        write_private(&beside, &self.text())?;
        fs::rename(&beside, path).map_err(|e| Error::internal("the key file cannot be replaced", e))?;
        sync_folder(path)
    }
}

fn unknown(number: u8) -> Error {
    Error::refused("key.unknown", format!("The key file does not hold a key {number}."))
}

fn secret(hex: &str) -> Option<Secret> {
    let bytes = Zeroizing::new(HEXLOWER.decode(hex.as_bytes()).ok()?);
    let bytes: &[u8; 32] = bytes.as_slice().try_into().ok()?;
    Some(Zeroizing::new(*bytes))
}

/// Makes a rename in a file's folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|e| Error::internal("a folder could not be made durable", e))
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    let mut file = new_private(path).map_err(|e| Error::internal("the key file cannot be made", e))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|e| Error::internal("the key file cannot be written", e))
}

/// A new file that only its owner can read.
pub(crate) fn new_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_is_private_and_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hearth.key");
        assert!(KeyFile::load(&path).is_err());
        let first = KeyFile::load_or_create(&path).unwrap();
        let again = KeyFile::load_or_create(&path).unwrap();
        assert_eq!(first.text(), again.text());
        assert!(KeyFile::create(&path).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            again.save(&path).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "something else").unwrap();
        assert!(KeyFile::load_or_create(&path).is_err());
    }

    #[test]
    fn generations_are_added_used_and_retired_in_that_order() {
        let mut file = KeyFile::of(&[7; 32]);
        assert_eq!(file.waiting(), None);
        assert_eq!(file.add().unwrap(), 2);
        assert_eq!(file.waiting(), Some(2));
        assert!(file.use_generation(3).is_err());
        file.use_generation(2).unwrap();
        assert!(file.retire(2).is_err());
        file.retire(1).unwrap();
        assert_eq!(file.add().unwrap(), 3);
        let again = KeyFile::parse(&file.text()).unwrap();
        assert_eq!(again.text(), file.text());
        assert_eq!(again.seals().map(|(n, _)| n).collect::<Vec<_>>(), [2, 3]);
        file.use_generation(3).unwrap();
        file.retire(2).unwrap();
        assert_eq!(file.add().unwrap(), 4, "a number is never used twice");
        let hex = "00".repeat(32);
        for bad in ["", "x", "use 2", "seal 1 00", "retired 1", "seal 2 zz", "seal 251 00"] {
            assert!(KeyFile::parse(&format!("{PREFIX}{hex}\n{bad}\n")).is_none() || bad.is_empty(), "{bad}");
        }
    }
}
