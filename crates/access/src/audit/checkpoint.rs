//! Checkpoints: what the log held up to a line, as one hash, signed. A copy kept elsewhere
//! proves later that nothing before it was taken away or written anew, even by somebody who
//! holds every key.

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use kernel::{Error, Result, Timestamp};
use store::{Keys, is_signed};

/// The head of a chain.
pub(super) type Hash = [u8; 32];
/// Before the first line.
pub(super) const NOTHING: Hash = [0; 32];
/// What a checkpoint's text begins with.
const WORD: &str = "hearth-audit-checkpoint-1";

/// Takes in the lines of one checkpoint.
pub(super) struct Chain(Context);

impl Chain {
    /// Goes on from the head before; `first` is the number of the first line taken in.
    pub(super) fn after(previous: &Hash, first: i64) -> Self {
        let mut context = Context::new(&SHA256);
        context.update(b"hearth audit chain 1");
        context.update(previous);
        context.update(&first.to_be_bytes());
        Chain(context)
    }

    /// Takes in the next line by its MAC, which binds all that it says.
    pub(super) fn line(&mut self, mac: &[u8]) {
        self.0.update(&(mac.len() as u64).to_be_bytes());
        self.0.update(mac);
    }

    /// The head after the last line.
    pub(super) fn head(mut self, last: i64) -> Hash {
        self.0.update(&last.to_be_bytes());
        let mut hash = NOTHING;
        hash.copy_from_slice(self.0.finish().as_ref());
        hash
    }
}

/// What the log held at a time: so many lines, whose chain has this head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The number of the last line, which is how many lines there are.
    pub number: i64,
    /// When it was sealed.
    pub at: Timestamp,
    /// The head of the chain.
    pub chain: [u8; 32],
    /// The public half of the key that signed it.
    pub public_key: [u8; 32],
    /// The signature (Ed25519).
    pub signature: [u8; 64],
}

fn message(number: i64, at: i64, chain: &Hash) -> Vec<u8> {
    [WORD.as_bytes(), &number.to_be_bytes(), &at.to_be_bytes(), chain].concat()
}

impl Checkpoint {
    pub(super) fn sign(keys: &Keys, number: i64, at: Timestamp, chain: Hash) -> Result<Self> {
        let signature = keys.sign(&message(number, at.as_microsecond(), &chain))?;
        Ok(Checkpoint { number, at, chain, public_key: keys.public_key(), signature })
    }

    /// Whether the key it names signed it.
    pub fn is_signed(&self) -> bool {
        is_signed(
            &self.public_key,
            &message(self.number, self.at.as_microsecond(), &self.chain),
            &self.signature,
        )
    }

    /// Reads what [`Checkpoint`]'s `Display` wrote; blank lines around it do not matter.
    ///
    /// # Errors
    /// An operator's message when this is not a checkpoint, or not one as it was signed.
    pub fn parse(text: &str) -> Result<Self> {
        let bad =
            || Error::Internal("this is not a checkpoint of an audit log, or not the whole of one".into());
        let mut words = text.split_ascii_whitespace();
        if words.next() != Some(WORD) {
            return Err(bad());
        }
        let mut next = |name: &str| words.next()?.strip_prefix(name)?.strip_prefix('=').map(str::to_owned);
        let mut field = |name: &str| next(name).ok_or_else(bad);
        let found = Checkpoint {
            number: field("lines")?.parse().map_err(|_| bad())?,
            at: field("at")?.parse().map_err(|_| bad())?,
            chain: hex(&field("chain")?).ok_or_else(bad)?,
            public_key: hex(&field("key")?).ok_or_else(bad)?,
            signature: hex(&field("signature")?).ok_or_else(bad)?,
        };
        if words.next().is_some() {
            return Err(bad());
        }
        if found.is_signed() {
            Ok(found)
        } else {
            Err(Error::Internal("this checkpoint was changed after it was signed".into()))
        }
    }
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

impl std::fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{WORD} lines={} at={} chain={} key={} signature={}",
            self.number,
            self.at,
            HEXLOWER.encode(&self.chain),
            HEXLOWER.encode(&self.public_key),
            HEXLOWER.encode(&self.signature)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_read_as_it_was_written_and_not_when_it_was_bent() {
        let keys = Keys::from_master(&[3; 32]).unwrap();
        let at = "2026-11-20T09:30:00.000001Z".parse().unwrap();
        let made = Checkpoint::sign(&keys, 41, at, [7; 32]).unwrap();
        let text = made.to_string();
        assert_eq!(Checkpoint::parse(&format!("\n{text}\n")), Ok(made));
        assert!(Checkpoint::parse(&text.replace("lines=41", "lines=40")).is_err());
        assert!(Checkpoint::parse(&text.replace("0707", "0708")).is_err());
        assert!(Checkpoint::parse(&text[..text.len() - 1]).is_err());
        assert!(Checkpoint::parse(&format!("{text} more")).is_err());
        assert!(Checkpoint::parse("").is_err());
    }

    #[test]
    fn a_chain_tells_order_place_and_number() {
        let of = |first, macs: &[&[u8]], last| {
            let mut chain = Chain::after(&NOTHING, first);
            macs.iter().for_each(|mac| chain.line(mac));
            chain.head(last)
        };
        let right = of(1, &[b"a", b"b"], 2);
        for other in [of(1, &[b"b", b"a"], 2), of(1, &[b"ab"], 2), of(2, &[b"a", b"b"], 3), of(1, &[b"a"], 2)]
        {
            assert_ne!(right, other);
        }
    }
}
