//! The sealing of bids. Pure: no database, no clock.
//!
//! ```text
//! opener's passphrase ──Argon2id──> key ──AES-256-GCM──> opener's own private key, locked
//! competition's private key ──2 of 3──> shares, each sealed to one opener's public key; then the key is gone
//! bid ──HPKE──> sealed to the competition's public key
//! opening: the first opener's share is sealed to the other openers' keys; the second opener has two shares
//! ```
//!
//! HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM is that of `rustls`, on `aws-lc-rs`, both in the house already.
//! The split is that of `blahaj`, the maintained fork of `sharks` that mends the biased coefficients of RUSTSEC-2024-0398
//! and wipes its shares.

use std::fmt;

use access::{
    market::{Competition, Invitation, Opener},
    sign_in::passwords,
};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest, rand,
};
use blahaj::{Share, Sharks};
use data_encoding::HEXLOWER;
use kernel::{Error, Id, Result};
use rustls::crypto::{
    aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_256,
    hpke::{EncapsulatedSecret, Hpke, HpkePrivateKey, HpkePublicKey},
};
use zeroize::Zeroizing;

/// How many openers there are.
pub const OPENERS: usize = 3;
/// How many of them open together.
pub const NEEDED: u8 = 2;

const SALT: usize = 16;
const ENCAPSULATED: usize = 32;
/// A bid is filled up to whole blocks of this many bytes, so that its length tells nothing of its price or words.
const BLOCK: usize = 16 * 1024;

fn hpke() -> &'static dyn Hpke {
    DH_KEM_X25519_HKDF_SHA256_AES_256
}

fn broken(what: &'static str) -> Error {
    Error::Internal(format!("sealing bids: {what}"))
}

/// What an opener's passphrase locks.
#[derive(Clone)]
pub struct Locked {
    /// To which shares are sealed.
    pub public: Vec<u8>,
    /// Its private half, locked: salt, nonce, text.
    pub locked: Vec<u8>,
}

/// An opener's private key, unlocked. Wiped when it is let go.
pub struct OpenerKey(HpkePrivateKey);

/// A competition's private key, put together. Wiped when it is let go.
pub struct CompetitionKey(HpkePrivateKey);

impl fmt::Debug for OpenerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenerKey")
    }
}

impl fmt::Debug for CompetitionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CompetitionKey")
    }
}

/// A competition's public key and the share of each opener, sealed to them.
pub struct Made {
    /// Bids are sealed to it.
    pub public: Vec<u8>,
    /// By opener.
    pub shares: Vec<(Id<Opener>, Vec<u8>)>,
}

/// Makes an opener's key pair and locks its private half with their passphrase. Takes long on purpose: outside transactions.
///
/// # Errors
/// `Internal` when the machine has no random numbers.
pub fn lock(passphrase: &str, opener: Id<Opener>) -> Result<Locked> {
    let (public, secret) = hpke().generate_key_pair().map_err(|_| broken("no key pair"))?;
    let mut out = vec![0_u8; SALT + NONCE_LEN];
    rand::fill(&mut out).map_err(|_| broken("no random numbers"))?;
    let (salt, nonce) = out.split_at(SALT);
    let key = key_of(passphrase, salt)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken("no nonce"))?;
    let mut text = Zeroizing::new(secret.secret_bytes().to_vec());
    let tag = key
        .seal_in_place_separate_tag(nonce, Aad::from(opener.as_bytes()), &mut text)
        .map_err(|_| broken("not locked"))?;
    out.extend_from_slice(&text);
    out.extend_from_slice(tag.as_ref());
    Ok(Locked { public: public.0, locked: out })
}

/// Unlocks an opener's private key; none for another passphrase. Takes long on purpose.
///
/// # Errors
/// `Internal` for what was never locked.
pub fn unlock(passphrase: &str, opener: Id<Opener>, locked: &[u8]) -> Result<Option<OpenerKey>> {
    let (salt, rest) = locked.split_at_checked(SALT).ok_or_else(|| broken("no lock"))?;
    let (nonce, text) = rest.split_at_checked(NONCE_LEN).ok_or_else(|| broken("no lock"))?;
    let key = key_of(passphrase, salt)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken("no nonce"))?;
    let mut text = Zeroizing::new(text.to_vec());
    let Ok(plain) = key.open_in_place(nonce, Aad::from(opener.as_bytes()), &mut text) else {
        return Ok(None);
    };
    Ok(Some(OpenerKey(HpkePrivateKey::from(plain.to_vec()))))
}

fn key_of(passphrase: &str, salt: &[u8]) -> Result<LessSafeKey> {
    let (memory, passes, lanes) = passwords::COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| broken("no cost"))?;
    let mut key = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        .map_err(|_| broken("no key from a passphrase"))?;
    UnboundKey::new(&AES_256_GCM, key.as_ref()).map(LessSafeKey::new).map_err(|_| broken("no key"))
}

/// Makes the key pair of a competition, splits its private half between the openers and lets it go.
///
/// # Errors
/// `Internal` unless there are exactly three openers.
pub fn make(competition: Id<Competition>, openers: &[(Id<Opener>, Vec<u8>)]) -> Result<Made> {
    if openers.len() != OPENERS {
        return Err(broken("not three openers"));
    }
    let (public, secret) = hpke().generate_key_pair().map_err(|_| broken("no key pair"))?;
    let dealt = Sharks(NEEDED).dealer(secret.secret_bytes());
    let mut shares = Vec::with_capacity(OPENERS);
    for (share, (opener, to)) in dealt.zip(openers) {
        let plain = Zeroizing::new(Vec::from(&share));
        shares.push((*opener, seal(to, b"hearth share 1", &bound(competition, *opener), &plain)?));
    }
    Ok(Made { public: public.0, shares })
}

/// One opener's share, as it was sealed to them.
#[derive(Debug, Clone)]
pub struct Held {
    /// The opener.
    pub opener: Id<Opener>,
    /// The share, sealed.
    pub share: Vec<u8>,
}

/// Seals an opener's share to another opener, for the opening.
///
/// # Errors
/// `Refused` (`competition.share`) for a share that was changed.
pub fn pass(
    key: &OpenerKey,
    competition: Id<Competition>,
    own: &Held,
    to: (Id<Opener>, &[u8]),
) -> Result<Vec<u8>> {
    let share = own_share(key, competition, own)?;
    seal(to.1, b"hearth pass 1", &[bound(competition, own.opener), to.0.as_bytes().to_vec()].concat(), &share)
}

/// Puts the private key of a competition together from one's own share and one that another opener passed on.
///
/// # Errors
/// `Refused` (`competition.share`) when a share was changed, or they do not make the key that bids were sealed to.
pub fn combine(
    key: &OpenerKey,
    competition: Id<Competition>,
    public: &[u8],
    own: &Held,
    passed: &Held,
) -> Result<CompetitionKey> {
    let bound_to = [bound(competition, passed.opener), own.opener.as_bytes().to_vec()].concat();
    let theirs = open(&key.0, b"hearth pass 1", &bound_to, &passed.share).ok_or_else(changed)?;
    let mine = own_share(key, competition, own)?;
    let shares = [&mine, &theirs].map(|share| Share::try_from(share.as_slice()));
    let [Ok(mine), Ok(theirs)] = shares else { return Err(changed()) };
    let secret = Sharks(NEEDED).recover([&mine, &theirs]).map_err(|_| changed())?;
    let secret = HpkePrivateKey::from(secret);
    let check = seal(public, b"hearth check 1", competition.as_bytes(), b"check")?;
    open(&secret, b"hearth check 1", competition.as_bytes(), &check).ok_or_else(changed)?;
    Ok(CompetitionKey(secret))
}

fn own_share(key: &OpenerKey, competition: Id<Competition>, own: &Held) -> Result<Zeroizing<Vec<u8>>> {
    open(&key.0, b"hearth share 1", &bound(competition, own.opener), &own.share).ok_or_else(changed)
}

fn changed() -> Error {
    Error::refused(
        "competition.share",
        "The openers' shares do not fit this competition: something was changed in the database. Nothing was opened. \
         Tell whoever keeps the server, and keep the bidders' receipts.",
    )
}

/// Encrypts a bid on its way in, bound to its competition and its bidder.
///
/// # Errors
/// `Internal` for a key that is none.
pub fn seal_bid(
    public: &[u8],
    competition: Id<Competition>,
    bidder: Id<Invitation>,
    plain: &str,
) -> Result<Vec<u8>> {
    let length = u32::try_from(plain.len()).map_err(|_| broken("a bid too long"))?;
    // Room for all of it at once, so that no copy is left behind where it was moved from.
    let mut filled = Zeroizing::new(Vec::with_capacity(plain.len() + 4 + BLOCK));
    filled.extend_from_slice(&length.to_be_bytes());
    filled.extend_from_slice(plain.as_bytes());
    let whole = filled.len().div_ceil(BLOCK) * BLOCK;
    filled.resize(whole, 0);
    seal(public, b"hearth bid 1", &bound(competition, bidder), &filled)
}

/// Opens a bid; none for one that was changed, or is another bidder's.
pub fn open_bid(
    key: &CompetitionKey,
    competition: Id<Competition>,
    bidder: Id<Invitation>,
    sealed: &[u8],
) -> Option<Zeroizing<String>> {
    let filled = open(&key.0, b"hearth bid 1", &bound(competition, bidder), sealed)?;
    let (length, rest) = filled.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    Some(Zeroizing::new(std::str::from_utf8(rest.get(..length)?).ok()?.to_owned()))
}

/// What a bidder keeps to show that a bid was not changed: the SHA-256 of what was stored.
pub fn receipt(sealed: &[u8]) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, sealed).as_ref())
}

fn bound<T>(competition: Id<Competition>, whose: Id<T>) -> Vec<u8> {
    [competition.as_bytes().as_slice(), whose.as_bytes().as_slice()].concat()
}

fn seal(to: &[u8], info: &[u8], bound: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let (secret, text) =
        hpke().seal(info, bound, plain, &HpkePublicKey(to.to_vec())).map_err(|_| broken("not sealed"))?;
    Ok([secret.0, text].concat())
}

fn open(key: &HpkePrivateKey, info: &[u8], bound: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (secret, text) = sealed.split_at_checked(ENCAPSULATED)?;
    hpke().open(&EncapsulatedSecret(secret.to_vec()), info, bound, text, key).ok().map(Zeroizing::new)
}

/// What a passphrase unlocks, as it is: for tests that look for it where it must not lie.
#[cfg(test)]
pub(super) fn plain(key: &OpenerKey, competition: Id<Competition>, own: &Held) -> [Vec<u8>; 2] {
    [key.0.secret_bytes().to_vec(), own_share(key, competition, own).unwrap().to_vec()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<T>(n: u8) -> Id<T> {
        Id::from_parts(1, [n; 10])
    }

    struct Desk {
        keys: Vec<OpenerKey>,
        locks: Vec<Locked>,
        made: Made,
    }

    fn desk() -> Desk {
        let locks: Vec<Locked> = (1..=3).map(|n| lock(&format!("word {n}"), id(n)).unwrap()).collect();
        let keys = (1_u8..)
            .zip(&locks)
            .map(|(n, l)| unlock(&format!("word {n}"), id(n), &l.locked).unwrap().unwrap())
            .collect();
        let openers: Vec<_> = (1_u8..).zip(&locks).map(|(n, l)| (id(n), l.public.clone())).collect();
        Desk { keys, made: make(id(9), &openers).unwrap(), locks }
    }

    fn held(d: &Desk, n: usize) -> Held {
        Held { opener: d.made.shares[n].0, share: d.made.shares[n].1.clone() }
    }

    #[test]
    fn any_two_open_and_one_alone_does_not() {
        let d = desk();
        let bid = seal_bid(&d.made.public, id(9), id(20), "twelve pounds").unwrap();
        for (first, second) in [(0, 1), (1, 0), (0, 2), (2, 1)] {
            let to = (held(&d, second).opener, d.locks[second].public.as_slice());
            let share = pass(&d.keys[first], id(9), &held(&d, first), to).unwrap();
            let passed = Held { opener: held(&d, first).opener, share };
            let key = combine(&d.keys[second], id(9), &d.made.public, &held(&d, second), &passed).unwrap();
            assert_eq!(open_bid(&key, id(9), id(20), &bid).unwrap().as_str(), "twelve pounds");
            // Another's bid, another competition, one bit changed.
            assert!(
                open_bid(&key, id(9), id(21), &bid).is_none()
                    && open_bid(&key, id(8), id(20), &bid).is_none()
            );
            for at in [0, 40, bid.len() - 1] {
                let mut other = bid.clone();
                other[at] ^= 1;
                assert!(open_bid(&key, id(9), id(20), &other).is_none());
            }
            // One share twice, or what was passed to somebody else, makes no key.
            let own = held(&d, second);
            let me = (own.opener, d.locks[second].public.as_slice());
            let twice = Held { opener: own.opener, share: pass(&d.keys[second], id(9), &own, me).unwrap() };
            let refused = combine(&d.keys[second], id(9), &d.made.public, &own, &twice).unwrap_err();
            assert_eq!(refused.code(), "competition.share");
            let third = 3 - first - second;
            assert!(combine(&d.keys[third], id(9), &d.made.public, &held(&d, third), &passed).is_err());
        }
        // A key of one's own in place of the competition's is noticed before anything is opened.
        let other = desk();
        let to = (held(&d, 1).opener, d.locks[1].public.as_slice());
        let passed =
            Held { opener: held(&d, 0).opener, share: pass(&d.keys[0], id(9), &held(&d, 0), to).unwrap() };
        assert!(combine(&d.keys[1], id(9), &other.made.public, &held(&d, 1), &passed).is_err());
    }

    #[test]
    fn a_wrong_passphrase_or_another_openers_lock_gives_nothing() {
        let locked = lock("four words in a row", id(1)).unwrap();
        assert!(unlock("four words in a roW", id(1), &locked.locked).unwrap().is_none());
        assert!(unlock("four words in a row", id(2), &locked.locked).unwrap().is_none());
        assert!(unlock("four words in a row", id(1), &[1, 2]).is_err());
    }

    #[test]
    fn the_length_of_a_bid_tells_nothing_and_two_alike_look_different() {
        let d = desk();
        let seal = |text: &str| seal_bid(&d.made.public, id(9), id(20), text).unwrap();
        let (short, long) = (seal("1"), seal(&"x".repeat(12_000)));
        assert_eq!(short.len(), long.len());
        assert!(seal("1") != short && receipt(&seal("1")) != receipt(&short));
    }
}
