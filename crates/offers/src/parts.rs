//! Ids of parts of a record: each follows from the record's id, so that the same part has the same id in every
//! answer and no table need keep it.

use kernel::Id;

/// The id of the part `what` number `number` of a record. It has the shape of a UUID of version 8 (RFC 9562).
pub(crate) fn part<T, U>(of: Id<T>, what: &str, number: usize) -> Id<U> {
    let seed = format!("{what} {number}");
    // 64-bit FNV-1a: parts of one record must only differ from each other.
    let hash = seed
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let mut bytes = *of.as_bytes();
    for (byte, mix) in bytes[8..].iter_mut().zip(hash.to_be_bytes()) {
        *byte ^= mix;
    }
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    Id::from_slice(&bytes).unwrap_or(of.cast())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn parts_differ_and_stay_the_same() {
        let records: Vec<Id<()>> = (0..50).map(|n| Id::from_parts(7, [n; 10])).collect();
        let mut seen = BTreeSet::new();
        for record in &records {
            for what in ["place", "schedule", "area"] {
                for number in 0..20 {
                    let id: Id<()> = part(*record, what, number);
                    assert_eq!(id, part(*record, what, number));
                    assert!(seen.insert(id), "{what} {number}");
                    assert_eq!(id.to_string().as_bytes()[14], b'8');
                }
            }
        }
    }
}
