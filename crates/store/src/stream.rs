//! A long secret in frames: each frame is sealed by itself, in order, and the last one says
//! that it is the last. A file cut short, put together from two, bent or lengthened does
//! not open.
//!
//! ```text
//! frame = length of what follows (4 bytes, little-endian) | AES-256-GCM(body) | tag (16)
//! nonce = 0 0 0 | 1 for the last frame, else 0 | number of the frame (8 bytes, big-endian)
//! ```
//!
//! Nonces count, so a key is used for one stream alone: every stream has its own key.

use std::io::{ErrorKind, Read, Write};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use kernel::{Error, Result};

use crate::key_file::Secret;

const TAG: usize = 16;
/// The largest body of a frame, in bytes: a reader never takes more memory than this on a
/// stranger's word.
pub(crate) const LARGEST: usize = 16 << 20;

/// Why a stream does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It ends before its last frame.
    CutShort,
    /// A frame is not what was written, or was written with another key.
    Damaged,
    /// There is more after the last frame.
    TooLong,
}

/// Writes frames.
pub(crate) struct Sealer<W> {
    out: W,
    key: LessSafeKey,
    bound: Vec<u8>,
    count: u64,
    written: u64,
}

/// Reads frames.
pub(crate) struct Opener<R> {
    from: R,
    key: LessSafeKey,
    bound: Vec<u8>,
    count: u64,
    ended: bool,
}

fn cipher(secret: &Secret) -> Result<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, secret.as_ref())
        .map(LessSafeKey::new)
        .map_err(|_| Error::Internal("a stream's key could not be made".into()))
}

fn nonce(count: u64, last: bool) -> Nonce {
    let mut bytes = [0_u8; 12];
    bytes[3] = last.into();
    bytes[4..].copy_from_slice(&count.to_be_bytes());
    Nonce::assume_unique_for_key(bytes)
}

impl<W: Write> Sealer<W> {
    /// Frames of a stream with a key of its own, bound to what stands before them.
    pub(crate) fn new(out: W, secret: &Secret, bound: &[u8]) -> Result<Self> {
        Ok(Sealer { out, key: cipher(secret)?, bound: bound.to_vec(), count: 0, written: 0 })
    }

    /// Writes one frame; the body is used up. Exactly one, at the end, is the last.
    pub(crate) fn frame(&mut self, mut body: Vec<u8>, last: bool) -> Result<()> {
        let failed = |e: std::io::Error| Error::internal("the file cannot be written", e);
        self.key
            .seal_in_place_append_tag(nonce(self.count, last), Aad::from(&self.bound), &mut body)
            .map_err(|_| Error::Internal("a frame could not be sealed".into()))?;
        let length = u32::try_from(body.len()).map_err(|e| Error::internal("a frame is too long", e))?;
        self.out.write_all(&length.to_le_bytes()).and_then(|()| self.out.write_all(&body)).map_err(failed)?;
        self.count += 1;
        self.written += 4 + u64::from(length);
        Ok(())
    }

    /// Bytes written so far.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// Gives the writer back.
    pub(crate) fn into_inner(self) -> W {
        self.out
    }
}

impl<R: Read> Opener<R> {
    /// Frames that [`Sealer`] wrote with the same key and the same words before them.
    pub(crate) fn new(from: R, secret: &Secret, bound: &[u8]) -> Result<Self> {
        Ok(Opener { from, key: cipher(secret)?, bound: bound.to_vec(), count: 0, ended: false })
    }

    /// The next frame's body, and whether it was the last; nothing after the last one.
    pub(crate) fn next(&mut self) -> Result<Option<(Vec<u8>, bool)>, Fault> {
        let mut length = [0_u8; 4];
        let got = fill(&mut self.from, &mut length)?;
        if self.ended {
            return if got == 0 { Ok(None) } else { Err(Fault::TooLong) };
        }
        if got < length.len() {
            return Err(Fault::CutShort);
        }
        let length = u32::from_le_bytes(length) as usize;
        if !(TAG..=LARGEST + TAG).contains(&length) {
            return Err(Fault::Damaged);
        }
        let mut body = vec![0_u8; length];
        if fill(&mut self.from, &mut body)? < length {
            return Err(Fault::CutShort);
        }
        // Whether it is the last is part of what is sealed: only one of the two opens.
        for last in [false, true] {
            let mut copy = if last { std::mem::take(&mut body) } else { body.clone() };
            let opened = self.key.open_in_place(nonce(self.count, last), Aad::from(&self.bound), &mut copy);
            if let Ok(plain) = opened {
                let length = plain.len();
                copy.truncate(length);
                self.count += 1;
                self.ended = last;
                return Ok(Some((copy, last)));
            }
        }
        Err(Fault::Damaged)
    }
}

/// Reads until the buffer is full or the file ends; gives how much there was. What cannot
/// be read is as good as not there.
pub(crate) fn fill(from: &mut impl Read, buffer: &mut [u8]) -> Result<usize, Fault> {
    let mut got = 0;
    while got < buffer.len() {
        match from.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(_) => return Err(Fault::CutShort),
        }
    }
    Ok(got)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secret(byte: u8) -> Secret {
        zeroize::Zeroizing::new([byte; 32])
    }

    fn sealed(bodies: &[Vec<u8>]) -> Vec<u8> {
        let mut sealer = Sealer::new(Vec::new(), &secret(1), b"before").unwrap();
        for (i, body) in bodies.iter().enumerate() {
            sealer.frame(body.clone(), i + 1 == bodies.len()).unwrap();
        }
        sealer.into_inner()
    }

    fn opened(bytes: &[u8], key: u8, bound: &[u8]) -> Result<Vec<Vec<u8>>, Fault> {
        let mut opener = Opener::new(bytes, &secret(key), bound).unwrap();
        let mut out = Vec::new();
        while let Some((body, _)) = opener.next()? {
            out.push(body);
        }
        Ok(out)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_was_written_is_read_and_nothing_else_is(
            bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 1..6),
            at in any::<prop::sample::Index>(),
            bit in 0_u8..8,
            more in proptest::collection::vec(any::<u8>(), 1..40),
        ) {
            let bytes = sealed(&bodies);
            prop_assert_eq!(opened(&bytes, 1, b"before").unwrap(), bodies.clone());
            prop_assert!(opened(&bytes, 2, b"before").is_err());
            prop_assert!(opened(&bytes, 1, b"other").is_err());
            // Cut at every byte, and so at every border of frames.
            for end in 0..bytes.len() {
                prop_assert_eq!(opened(&bytes[..end], 1, b"before").err(), Some(Fault::CutShort));
            }
            let mut bent = bytes.clone();
            bent[at.index(bytes.len())] ^= 1 << bit;
            prop_assert!(opened(&bent, 1, b"before").is_err());
            prop_assert!(opened(&[bytes.clone(), more].concat(), 1, b"before").is_err());
        }

        #[test]
        fn noise_is_refused_without_trouble(noise in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(opened(&noise, 1, b"before").is_err());
        }
    }

    #[test]
    fn frames_in_another_order_do_not_open() {
        let bodies = [b"one".to_vec(), b"two".to_vec(), b"end".to_vec()];
        let bytes = sealed(&bodies);
        let frame = bytes.len() / 3;
        let swapped = [&bytes[frame..2 * frame], &bytes[..frame], &bytes[2 * frame..]].concat();
        assert_eq!(opened(&swapped, 1, b"before").err(), Some(Fault::Damaged));
        let left_out = [&bytes[..frame], &bytes[2 * frame..]].concat();
        assert_eq!(opened(&left_out, 1, b"before").err(), Some(Fault::Damaged));
    }
}
