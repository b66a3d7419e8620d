//! Sealing of personal data, keyed look-ups, and MACs.
//!
//! One master key (32 bytes, in a file only its owner can read) gives three others:
//! one that seals, one that hashes look-ups, one for MACs; and a fourth that signs, whose
//! public half may be given to anybody. A sealed value is bound to
//! its table, column and row: moved elsewhere, it does not open.

use std::{fs, io::Write as _, path::Path};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hmac, rand,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};
use data_encoding::HEXLOWER;
use kernel::{Error, Id, Result};
use zeroize::Zeroizing;

const PREFIX: &str = "hearth-key-1:";
const VERSION: u8 = 1;
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
    seal: LessSafeKey,
    look_up: hmac::Key,
    mac: hmac::Key,
    sign: Ed25519KeyPair,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(..)")
    }
}

impl Keys {
    /// Keys from a master key.
    pub fn from_master(master: &[u8; 32]) -> Result<Self> {
        let root = hmac::Key::new(hmac::HMAC_SHA256, master);
        let derive = |label: &str| hmac::sign(&root, label.as_bytes());
        let seal = UnboundKey::new(&AES_256_GCM, derive("hearth seal 1").as_ref())
            .map_err(|_| Error::Internal("the sealing key could not be made".into()))?;
        Ok(Keys {
            seal: LessSafeKey::new(seal),
            look_up: hmac::Key::new(hmac::HMAC_SHA256, derive("hearth look-up 1").as_ref()),
            mac: hmac::Key::new(hmac::HMAC_SHA256, derive("hearth mac 1").as_ref()),
            sign: Ed25519KeyPair::from_seed_unchecked(derive("hearth sign 1").as_ref())
                .map_err(|_| Error::Internal("the signing key could not be made".into()))?,
        })
    }

    /// Reads the key file, or makes one (mode 0600) where there is none.
    pub fn load_or_create(path: &Path) -> Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => {
                let text = Zeroizing::new(text);
                let hex = text.trim().strip_prefix(PREFIX).unwrap_or_default();
                let bytes = Zeroizing::new(HEXLOWER.decode(hex.as_bytes()).unwrap_or_default());
                let master: &[u8; 32] = bytes
                    .as_slice()
                    .try_into()
                    .map_err(|_| Error::Internal(format!("{} is not a Hearth key file", path.display())))?;
                Self::from_master(master)
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let mut master = Zeroizing::new([0_u8; 32]);
                random(master.as_mut())?;
                write_private(path, &format!("{PREFIX}{}\n", HEXLOWER.encode(master.as_ref())))?;
                Self::from_master(&master)
            }
            Err(e) => Err(Error::internal("the key file cannot be read", e)),
        }
    }

    /// Seals text for one column of one row.
    pub fn seal<T>(&self, column: Column, row: Id<T>, text: &str) -> Result<Vec<u8>> {
        let mut nonce = [0_u8; NONCE_LEN];
        random(&mut nonce)?;
        let mut out = Vec::with_capacity(1 + NONCE_LEN + text.len() + 16);
        out.push(VERSION);
        out.extend_from_slice(&nonce);
        let mut body = text.as_bytes().to_vec();
        self.seal
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to(column, row)),
                &mut body,
            )
            .map_err(|_| Error::Internal(format!("{} could not be sealed", column.name)))?;
        out.extend_from_slice(&body);
        Ok(out)
    }

    /// Opens what [`Keys::seal`] made for the same column and row.
    pub fn open<T>(&self, column: Column, row: Id<T>, sealed: &[u8]) -> Result<String> {
        let bad = || Error::Internal(format!("a sealed value of {} does not open", column.name));
        let (&version, rest) = sealed.split_first().ok_or_else(bad)?;
        if version != VERSION || rest.len() < NONCE_LEN {
            return Err(bad());
        }
        let (nonce, body) = rest.split_at(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| bad())?;
        let mut body = body.to_vec();
        let plain =
            self.seal.open_in_place(nonce, Aad::from(bound_to(column, row)), &mut body).map_err(|_| bad())?;
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

fn write_private(path: &Path, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|e| Error::internal("the key file cannot be made", e))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|e| Error::internal("the key file cannot be written", e))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::kinds::Person;

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
    fn the_key_file_is_private_and_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hearth.key");
        let first = Keys::load_or_create(&path).unwrap();
        let again = Keys::load_or_create(&path).unwrap();
        assert_eq!(first.look_up("a", "b"), again.look_up("a", "b"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "something else").unwrap();
        assert!(Keys::load_or_create(&path).is_err());
    }
}
