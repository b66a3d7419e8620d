//! Sealing of personal data, keyed look-ups, and MACs.
//!
//! One master key (32 bytes, in a file only its owner can read) gives four others: the
//! first that seals, one that hashes look-ups, one for MACs, and one that signs, whose
//! public half may be given to anybody. A sealed value is bound to
//! its table, column and row: moved elsewhere, it does not open.
//!
//! Sealing keys come in generations, so that they can be changed while people work. The
//! first byte of a sealed value says which generation sealed it; new values are sealed by
//! the one in use. Look-ups and MACs are long-lived: their originals are not kept, so they
//! cannot be made anew. What that means is told in `docs/backup.md`.

use std::{
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hmac, rand,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};
use data_encoding::HEXLOWER;
use kernel::{Error, Id, Result};

use crate::key_file::{KeyFile, Secret};

const NONCE_LEN: usize = 12;

/// A column whose values are sealed.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// `table.column`; part of what the seal is bound to.
    pub name: &'static str,
}

impl Column {
    /// A sealed column, named `table.column`.
    pub const fn new(name: &'static str) -> Self {
        Column { name }
    }
}

/// The keys of one installation. They never appear in a log or an error.
pub struct Keys {
    ring: RwLock<Ring>,
    look_up: hmac::Key,
    mac: hmac::Key,
    sign: Ed25519KeyPair,
    /// Where the file is, so that a generation added by another process is learnt of.
    path: Option<PathBuf>,
}

/// The generations that open, and the one that seals.
struct Ring {
    seals: Vec<Seal>,
    in_use: u8,
}

struct Seal {
    generation: u8,
    key: LessSafeKey,
    /// What archives are locked with, and what tells this key from others.
    backup: Secret,
}

/// A generation of the sealing key, told apart from others by a check that gives nothing away.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Generation {
    /// Its number, from 1.
    pub number: u8,
    /// A short keyed hash of nothing secret: equal for equal keys.
    pub check: String,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(..)")
    }
}

impl Keys {
    /// Keys from a master key alone.
    pub fn from_master(master: &[u8; 32]) -> Result<Self> {
        Self::from_file(&KeyFile::of(master), None)
    }

    /// Reads the key file, or makes one (mode 0600) where there is none.
    pub fn load_or_create(path: &Path) -> Result<Self> {
        let file = KeyFile::load_or_create(path)?;
        Self::from_file(&file, Some(path.to_owned()))
    }

    /// Reads a key file that must be there.
    pub fn load(path: &Path) -> Result<Self> {
        let file = KeyFile::load(path)?;
        Self::from_file(&file, Some(path.to_owned()))
    }

    fn from_file(file: &KeyFile, path: Option<PathBuf>) -> Result<Self> {
        let root = hmac::Key::new(hmac::HMAC_SHA256, file.master.as_ref());
        let derive = |label: &str| hmac::sign(&root, label.as_bytes());
        Ok(Keys {
            ring: RwLock::new(Ring::of(file)?),
            look_up: hmac::Key::new(hmac::HMAC_SHA256, derive("hearth look-up 1").as_ref()),
            mac: hmac::Key::new(hmac::HMAC_SHA256, derive("hearth mac 1").as_ref()),
            sign: Ed25519KeyPair::from_seed_unchecked(derive("hearth sign 1").as_ref())
                .map_err(|_| Error::Internal("the signing key could not be made".into()))?,
            path,
        })
    }

    /// Reads the key file again, so that a generation which another process added is known
    /// and used. True when anything changed. Keys that came from no file stay as they are.
    pub fn refresh(&self) -> Result<bool> {
        let Some(path) = &self.path else { return Ok(false) };
        let ring = Ring::of(&KeyFile::load(path)?)?;
        let mut now = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        let changed = ring.in_use != now.in_use
            || !ring.seals.iter().map(|s| s.generation).eq(now.seals.iter().map(|s| s.generation));
        *now = ring;
        Ok(changed)
    }

    /// The generation that seals new values.
    pub fn in_use(&self) -> u8 {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).in_use
    }

    /// Every generation that opens.
    pub fn generations(&self) -> Vec<Generation> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        ring.seals.iter().map(|s| Generation { number: s.generation, check: check(&s.backup) }).collect()
    }

    /// What archives are locked with: of this generation, or of the one in use.
    pub(crate) fn archive_secret(&self, generation: Option<u8>) -> Option<(u8, Secret)> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let wanted = generation.unwrap_or(ring.in_use);
        ring.seals.iter().find(|s| s.generation == wanted).map(|s| (wanted, s.backup.clone()))
    }

    /// Seals text for one column of one row.
    pub fn seal<T>(&self, column: Column, row: Id<T>, text: &str) -> Result<Vec<u8>> {
        let bad = || Error::Internal(format!("{} could not be sealed", column.name));
        let mut nonce = [0_u8; NONCE_LEN];
        random(&mut nonce)?;
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let seal = ring.find(ring.in_use).ok_or_else(bad)?;
        let mut out = Vec::with_capacity(1 + NONCE_LEN + text.len() + 16);
        out.push(seal.generation);
        out.extend_from_slice(&nonce);
        let mut body = text.as_bytes().to_vec();
        seal.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to(column, row)),
                &mut body,
            )
            .map_err(|_| bad())?;
        out.extend_from_slice(&body);
        Ok(out)
    }

    /// Opens what [`Keys::seal`] made for the same column and row.
    pub fn open<T>(&self, column: Column, row: Id<T>, sealed: &[u8]) -> Result<String> {
        let bad = || Error::Internal(format!("a sealed value of {} does not open", column.name));
        // What a destruction blanked says nothing, and its row still counts.
        let Some((&generation, rest)) = sealed.split_first() else { return Ok(String::new()) };
        if rest.len() < NONCE_LEN {
            return Err(bad());
        }
        let (nonce, body) = rest.split_at(NONCE_LEN);
        let known = self.ring.read().unwrap_or_else(PoisonError::into_inner).find(generation).is_some();
        if !known && (self.path.is_none() || !self.refresh()?) {
            return Err(bad());
        }
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let seal = ring.find(generation).ok_or_else(bad)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| bad())?;
        let mut body = body.to_vec();
        let plain =
            seal.key.open_in_place(nonce, Aad::from(bound_to(column, row)), &mut body).map_err(|_| bad())?;
        String::from_utf8(plain.to_vec()).map_err(|_| bad())
    }

    /// A keyed hash to look something up by, without storing the thing itself.
    /// `domain` keeps one kind of look-up from matching another.
    pub fn look_up(&self, domain: &str, text: &str) -> i64 {
        let mut context = hmac::Context::with_key(&self.look_up);
        context.update(domain.as_bytes());
        context.update(&[0]);
        context.update(text.as_bytes());
        let tag = context.sign();
        let mut first = [0_u8; 8];
        first.copy_from_slice(&tag.as_ref()[..8]);
        i64::from_be_bytes(first)
    }

    /// Signs a message (Ed25519), so that somebody without any of the keys can check it.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        self.sign
            .try_sign(message)
            .ok()
            .and_then(|s| s.as_ref().try_into().ok())
            .ok_or_else(|| Error::Internal("a message could not be signed".into()))
    }

    /// The public half of the signing key.
    pub fn public_key(&self) -> [u8; 32] {
        let mut out = [0_u8; 32];
        out.copy_from_slice(self.sign.public_key().as_ref());
        out
    }

    /// A MAC over parts, each with its length, so that parts cannot flow into each other.
    pub fn mac(&self, domain: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.mac);
        for part in std::iter::once(&domain.as_bytes()).chain(parts) {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut out = [0_u8; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }
}

/// Whether the holder of this public key's other half signed the message.
pub fn is_signed(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(message, signature).is_ok()
}

fn bound_to<T>(column: Column, row: Id<T>) -> Vec<u8> {
    [column.name.as_bytes(), &[0], row.as_bytes()].concat()
}

/// Fills a buffer from the system's random source.
pub(crate) fn random(buffer: &mut [u8]) -> Result<()> {
    rand::fill(buffer).map_err(|_| Error::Internal("no random numbers from the system".into()))
}

impl Ring {
    fn of(file: &KeyFile) -> Result<Self> {
        let seals: Result<Vec<Seal>> = file
            .seals()
            .map(|(generation, secret)| {
                let root = hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref());
                let derive = |label: &str| hmac::sign(&root, label.as_bytes());
                let key = UnboundKey::new(&AES_256_GCM, derive("hearth seal 1").as_ref())
                    .map_err(|_| Error::Internal("the sealing key could not be made".into()))?;
                let mut backup = Secret::default();
                backup.copy_from_slice(derive("hearth backup 1").as_ref());
                Ok(Seal { generation, key: LessSafeKey::new(key), backup })
            })
            .collect();
        Ok(Ring { seals: seals?, in_use: file.in_use })
    }

    fn find(&self, generation: u8) -> Option<&Seal> {
        self.seals.iter().find(|s| s.generation == generation)
    }
}

/// Tells equal keys by equal words, and nothing else about them.
pub(crate) fn check(secret: &Secret) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref());
    HEXLOWER.encode(&hmac::sign(&key, b"hearth key check 1").as_ref()[..8])
}

#[cfg(test)]
mod tests {
    use kernel::kinds::Person;

    use super::*;
    use crate::key_file::FIRST;

    const NAME: Column = Column::new("identity.name");

    fn keys() -> Keys {
        Keys::from_master(&[7; 32]).unwrap()
    }

    #[test]
    fn a_sealed_value_opens_only_where_it_was_sealed() {
        let (here, there) = (Id::<Person>::from_parts(1, [1; 10]), Id::<Person>::from_parts(1, [2; 10]));
        let sealed = keys().seal(NAME, here, "Ada").unwrap();
        assert_eq!(keys().open(NAME, here, &sealed).unwrap(), "Ada");
        assert!(keys().open(NAME, there, &sealed).is_err());
        assert!(keys().open(Column::new("identity.born"), here, &sealed).is_err());
        assert_ne!(sealed, keys().seal(NAME, here, "Ada").unwrap(), "a nonce was used twice");
        for i in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[i] ^= 1;
            assert!(keys().open(NAME, here, &bent).is_err(), "byte {i} may be changed");
        }
    }

    #[test]
    fn look_ups_and_macs_are_kept_apart() {
        assert_ne!(keys().look_up("name", "a"), keys().look_up("postcode", "a"));
        assert_ne!(keys().mac("x", &[b"ab", b"c"]), keys().mac("x", &[b"a", b"bc"]));
    }

    #[test]
    fn what_was_signed_is_known_by_the_public_key_alone() {
        let signature = keys().sign(b"so many lines").unwrap();
        assert!(is_signed(&keys().public_key(), b"so many lines", &signature));
        assert!(!is_signed(&keys().public_key(), b"so few lines", &signature));
        let other = Keys::from_master(&[8; 32]).unwrap();
        assert!(!is_signed(&other.public_key(), b"so many lines", &signature));
        assert!(!is_signed(&[], b"so many lines", &signature));
    }

    #[test]
    fn a_running_server_learns_of_a_new_generation_and_still_opens_the_old() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hearth.key");
        let (server, row) = (Keys::load_or_create(&path).unwrap(), Id::<Person>::from_parts(1, [1; 10]));
        let old = server.seal(NAME, row, "Ada").unwrap();
        assert_eq!(old[0], FIRST);
        let mut file = KeyFile::load(&path).unwrap();
        assert_eq!(file.add().unwrap(), 2);
        file.save(&path).unwrap();
        // It waits until it is used: other nodes may not have the file yet.
        assert!(server.refresh().unwrap());
        assert_eq!(server.in_use(), FIRST);
        file.use_generation(2).unwrap();
        file.save(&path).unwrap();
        let rotator = Keys::load(&path).unwrap();
        let new = rotator.seal(NAME, row, "Ada").unwrap();
        assert_eq!(new[0], 2);
        assert_eq!(server.open(NAME, row, &new).unwrap(), "Ada");
        assert_eq!(server.open(NAME, row, &old).unwrap(), "Ada");
        assert!(server.refresh().unwrap(), "it learns which one is in use");
        assert_eq!(server.seal(NAME, row, "Ada").unwrap()[0], 2);
        assert_eq!(server.look_up("a", "b"), rotator.look_up("a", "b"), "look-ups outlive a rotation");
        // A server that started with nothing but the old file asks the file again by itself.
        file.retire(FIRST).unwrap();
        file.save(&path).unwrap();
        let after = Keys::load(&path).unwrap();
        assert!(after.open(NAME, row, &old).is_err(), "a retired generation opens nothing");
        assert_eq!(after.open(NAME, row, &new).unwrap(), "Ada");
    }
}
