//! Stored files: each sealed with a key of its own, under a random name in a plain folder.
//!
//! The key of a file stands sealed in `stored_file.secret`, so changing the sealing key
//! changes one short value and leaves the file as it is. No path holds a name, a reference
//! or an id of the record. A file is whole before its row is written, and is never changed.
//!
//! A plain folder, not an object store: a folder is what every installation has, it goes
//! into the backup, and it costs no further crates. See `docs/decisions/0007-backup-keys-files.md`.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{TcpStream, ToSocketAddrs as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use aws_lc_rs::digest;
use data_encoding::HEXLOWER;
use kernel::{Error, Id, Result, Timestamp, kinds::StoredFile};

use crate::{
    Column, Keys, Read, Value, Write,
    crypt::random,
    key_file::{Secret, new_private, sync_folder},
    statements,
    stream::{Opener, Sealer},
};

statements! {
    ADD = "INSERT INTO stored_file (id, place, secret, name, kind, size, digest, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    KNOWN = "SELECT id FROM stored_file WHERE place = $1";
    PLACE = "SELECT place FROM stored_file WHERE id = $1";
    FORGET = "DELETE FROM stored_file WHERE id = $1";
    FIND = "SELECT place, secret, name, kind, size, digest FROM stored_file WHERE id = $1";
}

const SECRET: Column = Column::new("stored_file.secret");
const NAME: Column = Column::new("stored_file.name");
/// Bytes of a file in one frame.
const FRAME: usize = 256 << 10;
/// Bytes that a scanner is sent at a time.
const SCAN_CHUNK: usize = 64 << 10;
/// How long a scanner may take to connect, to read and to answer.
const SCAN_WAIT: Duration = Duration::from_secs(20);

/// Where files are stored, and who looks into them for malware first.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
    scanner: Option<String>,
}

/// A file that lies in the folder. Dropped without [`Placed::keep`], it is taken away again.
#[derive(Debug)]
pub struct Placed {
    path: PathBuf,
    place: String,
    secret: Secret,
    size: u64,
    digest: Vec<u8>,
    kept: AtomicBool,
}

/// What a row says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What it was called.
    pub name: String,
    /// What kind of file it is: a code of the room that took it in.
    pub kind: String,
    /// Its length in bytes.
    pub size: u64,
    place: String,
    secret: String,
    digest: Vec<u8>,
}

impl Files {
    /// Files in this folder, which is made when the first one comes. `scanner` is the address
    /// of a clamd (`host:port`): once named, nothing is taken in that it has not passed.
    pub fn new(folder: PathBuf, scanner: Option<String>) -> Self {
        Files { folder, scanner }
    }

    /// Asks the scanner, where there is one.
    ///
    /// # Errors
    /// Refused by rules `file.malware` and `file.scanner-away`.
    pub fn scan(&self, bytes: &[u8]) -> Result<()> {
        let Some(address) = &self.scanner else { return Ok(()) };
        match ask(address, bytes) {
            Ok(answer) if answer.ends_with("OK") => Ok(()),
            Ok(answer) if answer.ends_with("FOUND") => Err(Error::refused(
                "file.malware",
                "The scanner found something harmful in this file. It was not kept. Ask whoever gave it to you for \
                 a clean copy.",
            )),
            _ => Err(Error::refused(
                "file.scanner-away",
                "Files cannot be checked for harmful contents at the moment, so none is taken in. Try again later.",
            )),
        }
    }

    /// Seals bytes into a new file.
    pub fn place(&self, bytes: &[u8]) -> Result<Placed> {
        let failed = |e: std::io::Error| Error::internal("a file cannot be stored", e);
        let (mut name, mut secret) = ([0_u8; 16], Secret::default());
        random(&mut name)?;
        random(secret.as_mut())?;
        let name = HEXLOWER.encode(&name);
        let place = format!("{}/{name}", &name[..2]);
        let path = self.folder.join(&place);
        fs::create_dir_all(self.folder.join(&name[..2])).map_err(failed)?;
        let part = path.with_extension("part");
        let file = new_private(&part).map_err(failed)?;
        let mut sealer = Sealer::new(file, &secret, name.as_bytes())?;
        let mut chunks = bytes.chunks(FRAME).peekable();
        while let Some(chunk) = chunks.next() {
            sealer.frame(chunk.to_vec(), chunks.peek().is_none())?;
        }
        if bytes.is_empty() {
            sealer.frame(Vec::new(), true)?;
        }
        let mut file = sealer.into_inner();
        file.flush().and_then(|()| file.sync_all()).map_err(failed)?;
        fs::rename(&part, &path).map_err(failed)?;
        sync_folder(&path)?;
        let digest = digest::digest(&digest::SHA256, bytes).as_ref().to_vec();
        Ok(Placed { path, place, secret, size: bytes.len() as u64, digest, kept: AtomicBool::new(false) })
    }

    /// Takes a file away whose row is gone. One that is gone already is well gone.
    ///
    /// # Errors
    /// An operator's message when it cannot be removed.
    pub fn take_away(&self, place: &str) -> Result<()> {
        match fs::remove_file(self.folder.join(place)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::internal("a stored file cannot be removed", e))
            }
            _ => Ok(()),
        }
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// An operator's message when the file is gone or is not what was stored.
    pub fn read(&self, keys: &Keys, about: &About) -> Result<Vec<u8>> {
        let bad = || Error::Internal("a stored file is not as it was stored".into());
        let mut secret = Secret::default();
        secret.copy_from_slice(
            &HEXLOWER.decode(about.secret.as_bytes()).ok().filter(|s| s.len() == 32).ok_or_else(bad)?,
        );
        let name = about.place.split_once('/').map(|(_, name)| name).ok_or_else(bad)?;
        let file = fs::File::open(self.folder.join(&about.place))
            .map_err(|e| Error::internal("a stored file cannot be read", e))?;
        let mut opener = Opener::new(std::io::BufReader::new(file), &secret, name.as_bytes())?;
        let mut bytes = Vec::new();
        while let Some((mut frame, _)) = opener.next().map_err(|_| bad())? {
            bytes.append(&mut frame);
        }
        let digest = digest::digest(&digest::SHA256, &bytes);
        if keys.mac("stored-file", &[digest.as_ref()]).as_slice() != about.digest {
            return Err(bad());
        }
        Ok(bytes)
    }
}

impl Placed {
    /// Writes the row of the file, in the transaction of whatever it belongs to.
    pub fn note(
        &self,
        w: &Write<'_>,
        id: Id<StoredFile>,
        name: &str,
        kind: &str,
        now: Timestamp,
    ) -> Result<()> {
        let secret = zeroize::Zeroizing::new(HEXLOWER.encode(self.secret.as_ref()));
        // A plain digest of what a person wrote could be guessed at: this one needs the key.
        let digest = w.keys().mac("stored-file", &[&self.digest]);
        let size = i64::try_from(self.size).map_err(|e| Error::internal("a file's size", e))?;
        w.execute(
            ADD,
            &[
                id.into(),
                self.place.as_str().into(),
                w.seal(SECRET, id, &secret)?,
                w.seal(NAME, id, name)?,
                kind.into(),
                size.into(),
                Value::Bytes(digest.to_vec()),
                now.into(),
            ],
        )
        .map(|_| ())
    }

    /// The row was written and is kept.
    pub fn keep(&self) {
        self.kept.store(true, Ordering::Relaxed);
    }

    /// No row points at it: it is taken away now, not only when the last holder lets it go.
    pub fn discard(&self) {
        if !self.kept.swap(true, Ordering::Relaxed) {
            // It is sealed and nobody has its key: left behind, it only takes room.
            let _ = fs::remove_file(&self.path);
        }
    }

    /// Its name in the folder.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        self.discard();
    }
}

/// What is known of a file. Whoever asks holds a grant for what the file belongs to.
pub fn about(r: &Read<'_>, id: Id<StoredFile>) -> Result<About> {
    let row = r.row(FIND, &[id.into()])?;
    Ok(About {
        place: row.get(0)?,
        secret: r.open(SECRET, id, &row.get::<Vec<u8>>(1)?)?,
        name: r.open(NAME, id, &row.get::<Vec<u8>>(2)?)?,
        kind: row.get(3)?,
        size: u64::try_from(row.get::<i64>(4)?).map_err(|e| Error::internal("a file's size", e))?,
        digest: row.get(5)?,
    })
}

/// Whether a row points at the file in this place.
pub fn is_known(r: &Read<'_>, place: &str) -> Result<bool> {
    Ok(r.opt(KNOWN, &[place.into()])?.is_some())
}

/// Forgets a file with its key, after which nobody can read it, and gives the place where it lies, to be taken away
/// with [`Files::take_away`] once this is committed. What belongs to it must have let go of it before.
pub fn forget(w: &Write<'_>, id: Id<StoredFile>) -> Result<String> {
    let place = w.row(PLACE, &[id.into()])?.get(0)?;
    w.change(FORGET, &[id.into()])?;
    Ok(place)
}

/// Asks clamd by its INSTREAM command.
fn ask(address: &str, bytes: &[u8]) -> std::io::Result<String> {
    let away = || std::io::Error::from(std::io::ErrorKind::NotFound);
    let to = address.to_socket_addrs()?.next().ok_or_else(away)?;
    let mut clamd = TcpStream::connect_timeout(&to, SCAN_WAIT)?;
    clamd.set_read_timeout(Some(SCAN_WAIT))?;
    clamd.set_write_timeout(Some(SCAN_WAIT))?;
    clamd.write_all(b"zINSTREAM\0")?;
    for chunk in bytes.chunks(SCAN_CHUNK) {
        let length = u32::try_from(chunk.len()).unwrap_or_default();
        clamd.write_all(&length.to_be_bytes())?;
        clamd.write_all(chunk)?;
    }
    clamd.write_all(&[0; 4])?;
    let mut answer = Vec::new();
    clamd.take(1_000).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).trim_matches(['\0', '\n', ' ']).to_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// A scanner that answers once.
    fn scanner(answer: &'static [u8]) -> (String, std::thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let thread = std::thread::spawn(move || {
            let (mut from, _) = listener.accept().unwrap();
            let mut head = [0; 10];
            from.read_exact(&mut head).unwrap();
            assert_eq!(&head, b"zINSTREAM\0");
            let mut got = Vec::new();
            loop {
                let mut length = [0; 4];
                from.read_exact(&mut length).unwrap();
                let mut chunk = vec![0; u32::from_be_bytes(length) as usize];
                if chunk.is_empty() {
                    break;
                }
                from.read_exact(&mut chunk).unwrap();
                got.extend(chunk);
            }
            from.write_all(answer).unwrap();
            got
        });
        (address, thread)
    }

    #[test]
    fn a_scanner_that_is_named_must_pass_a_file() {
        let files = |address: &str| Files::new("unused".into(), Some(address.to_owned()));
        let bytes = vec![5; 150_000];
        for (answer, rule) in [
            (&b"stream: OK\0"[..], None),
            (b"stream: Win.Test FOUND\0", Some("file.malware")),
            (b"INSTREAM size limit exceeded. ERROR\0", Some("file.scanner-away")),
            (b"", Some("file.scanner-away")),
        ] {
            let (address, thread) = scanner(answer);
            assert_eq!(files(&address).scan(&bytes).err().map(|e| e.code()), rule);
            assert_eq!(thread.join().unwrap(), bytes);
        }
        // Nobody listens there any more.
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        assert_eq!(files(&gone).scan(b"x").err().map(|e| e.code()), Some("file.scanner-away"));
        assert_eq!(Files::new("unused".into(), None).scan(b"x"), Ok(()));
    }

    #[test]
    fn a_file_without_a_row_is_taken_away_and_no_name_or_word_lies_in_the_open() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path().join("files"), None);
        let words = b"what a family wrote".repeat(40_000);
        let placed = files.place(&words).unwrap();
        let path = placed.path().to_owned();
        let lying = fs::read(&path).unwrap();
        assert!(lying.len() > words.len());
        assert!(!lying.windows(8).any(|w| w == b"a family"));
        drop(placed);
        assert!(!path.exists());
        let kept = files.place(b"").unwrap();
        let path = kept.path().to_owned();
        kept.keep();
        assert!(path.exists());
    }
}
