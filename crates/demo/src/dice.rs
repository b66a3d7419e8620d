//! Chance with a seed: the same seed gives the same people, ids and days again.

use std::ops::RangeInclusive;

use kernel::{Id, Reference, Timestamp};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// 28 to the eighth: how many references there are (see [`Reference`]).
const REFERENCES: u64 = 377_801_998_336;
/// Coprime to [`REFERENCES`], so that counting by it meets every reference once.
const STRIDE: u64 = 161_803_398_877;

/// A stream of chance.
pub struct Dice(pub(crate) ChaCha8Rng);

impl Dice {
    /// The stream of this seed for one purpose, told from others by its parts.
    pub fn new(seed: u64, purpose: &str, number: u64) -> Self {
        // FNV-1a over the parts: any change to one of them gives another stream.
        let bytes = seed.to_be_bytes().into_iter().chain(purpose.bytes()).chain(number.to_be_bytes());
        let mixed = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Dice(ChaCha8Rng::seed_from_u64(mixed))
    }

    /// True this often in a thousand.
    pub fn per_mille(&mut self, often: u32) -> bool {
        self.0.random_range(0..1000_u32) < often
    }

    /// True this often in a hundred.
    pub fn percent(&mut self, often: u32) -> bool {
        self.per_mille(often * 10)
    }

    /// A number of the range, each alike.
    pub fn number(&mut self, range: RangeInclusive<i64>) -> i64 {
        self.0.random_range(range)
    }

    /// A day or count of the range, each alike.
    pub fn within(&mut self, range: RangeInclusive<i32>) -> i32 {
        self.0.random_range(range)
    }

    /// A place in a list of this length, which is not empty.
    pub fn place(&mut self, length: usize) -> usize {
        self.0.random_range(0..length.max(1))
    }

    /// One of a list that is not empty.
    pub fn one<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.place(list.len())]
    }

    /// One of a list, each as often as its weight says; the weights are not all zero.
    pub fn weighted<T: Copy>(&mut self, list: &[(T, u32)]) -> T {
        let sum: u32 = list.iter().map(|(_, weight)| weight).sum();
        let mut left = self.0.random_range(0..sum.max(1));
        for (item, weight) in list {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        list[list.len() - 1].0
    }

    /// A place in a list of which the first are taken most: the n-th about 1/n as often.
    pub fn favourite(&mut self, length: usize) -> usize {
        let length = length.max(1);
        let spread = (length as f64 + 1.0).powf(self.0.random::<f64>());
        (spread as usize).saturating_sub(1).min(length - 1)
    }

    /// An id that tells nothing of when it was made.
    pub fn random_id<T>(&mut self) -> Id<T> {
        let mut bytes: [u8; 16] = self.0.random();
        // The marks of a random id: version 4 of RFC 9562.
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Id::from_slice(&bytes).unwrap_or(Id::from_parts(0, [0; 10]))
    }

    /// An id made at this time.
    pub fn id<T>(&mut self, at: Timestamp) -> Id<T> {
        Id::from_parts(u64::try_from(at.as_millisecond()).unwrap_or(0), self.0.random())
    }
}

/// References that never repeat: each kind counts on from the seed in large steps.
#[derive(Debug, Clone)]
pub struct References {
    prefix: &'static str,
    next: u64,
}

impl References {
    /// The references of one kind.
    pub fn new(prefix: &'static str, seed: u64) -> Self {
        References { prefix, next: seed.wrapping_mul(7_919) % REFERENCES }
    }

    /// The next one.
    pub fn next(&mut self) -> Reference {
        self.next = (self.next + STRIDE) % REFERENCES;
        let mut left = self.next;
        let digits: [u8; 8] = std::array::from_fn(|_| {
            let digit = (left % 28) as u8;
            left /= 28;
            digit
        });
        Reference::from_random(self.prefix, &digits)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn references_do_not_repeat() {
        let mut references = References::new("CA", 7);
        let made: BTreeSet<String> = (0..20_000).map(|_| references.next().as_str().to_owned()).collect();
        assert_eq!(made.len(), 20_000);
        let common = |a: u64, b: u64| {
            let (mut a, mut b) = (a, b);
            while b > 0 {
                (a, b) = (b, a % b);
            }
            a
        };
        assert_eq!(common(REFERENCES, STRIDE), 1);
    }

    #[test]
    fn streams_repeat_by_seed_and_differ_by_purpose() {
        let draw = |seed, purpose, n| Dice::new(seed, purpose, n).number(0..=i64::MAX);
        assert_eq!(draw(1, "a", 1), draw(1, "a", 1));
        assert_ne!(draw(1, "a", 1), draw(2, "a", 1));
        assert_ne!(draw(1, "a", 1), draw(1, "b", 1));
        assert_ne!(draw(1, "a", 1), draw(1, "a", 2));
    }

    #[test]
    fn favourites_come_first() {
        let mut dice = Dice::new(1, "favourites", 0);
        let mut counts = [0_u32; 20];
        for _ in 0..20_000 {
            counts[dice.favourite(20)] += 1;
        }
        assert!(counts[0] > 3 * counts[4] && counts.iter().all(|c| *c > 0));
    }
}
