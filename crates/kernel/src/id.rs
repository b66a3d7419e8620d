//! Typed ids: the id of a case cannot be passed where the id of a person is meant.

use std::{
    fmt, hash,
    marker::PhantomData,
    str::FromStr,
    sync::atomic::{AtomicU64, Ordering},
};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The id of a `T`: a UUID, version 7, so rows made together lie together.
///
/// A version 7 id tells when it was made. Anything that leaves for outsiders uses
/// [`Reference`] or a random token instead.
pub struct Id<T> {
    uuid: Uuid,
    of: PhantomData<fn() -> T>,
}

/// The newest millisecond of an id, and below it a count of ids.
static NEWEST: AtomicU64 = AtomicU64::new(0);
/// Bits of that count: `rand_a` and the first 10 of `rand_b` (RFC 9562 section 6.2 method 1 allows up to 42). With 12 alone it went
/// round after 4,096 ids, and two that lay on both sides of that stood in the wrong order. Beside it 42 bits of milliseconds find
/// room in [`NEWEST`], which last until 2109; 52 random bits are left in an id.
const COUNT_BITS: u32 = LOW_BITS + 12;
const LOW_BITS: u32 = 10;
const MOST: u64 = (1 << COUNT_BITS) - 1;
const MOST_LOW: u64 = (1 << LOW_BITS) - 1;

/// The state after one more id. The count begins anew with a later millisecond, but only once
/// half of it is used, so that another thread's later id does not set back this thread's.
fn after(newest: u64, millis: u64) -> u64 {
    let (at, count) = (newest >> COUNT_BITS, newest & MOST);
    let next = if millis > at && count > MOST / 2 { 0 } else { (count + 1) & MOST };
    (millis.max(at) << COUNT_BITS) | next
}

impl<T> Id<T> {
    /// A new id made at `now`. Ids made one after the other at one instant sort in that order, so that what one step writes is
    /// told in order: the count between them goes round after four million.
    pub fn new(now: Timestamp) -> Self {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let next = |newest| Some(after(newest, millis));
        let newest = match NEWEST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) {
            Ok(newest) | Err(newest) => newest,
        };
        let count = after(newest, millis) & MOST;
        let random = Uuid::new_v4().into_bytes();
        let mut tail = [0_u8; 10];
        tail[..2].copy_from_slice(&(count >> LOW_BITS).to_be_bytes()[6..]);
        tail[2..].copy_from_slice(&random[8..]);
        // Six bits below the two of the variant, and the upper four of the next byte.
        let low = ((count & MOST_LOW) << 4).to_be_bytes();
        tail[2] = low[6];
        tail[3] = low[7] | (random[9] & 0x0f);
        Self::from_parts(millis, tail)
    }

    /// A new id that tells nothing of when it was made: for records on the other side of a
    /// wall, where two rows of one minute would say that they belong together.
    pub fn random() -> Self {
        Self::from_uuid(Uuid::new_v4())
    }

    /// An id from its parts: milliseconds since 1970 and ten bytes that the caller
    /// draws, so that a seeded generator gives the same ids again.
    pub fn from_parts(millis: u64, random: [u8; 10]) -> Self {
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// The id with this UUID.
    pub fn from_uuid(uuid: Uuid) -> Self {
        Id { uuid, of: PhantomData }
    }

    /// The id stored as these 16 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        Uuid::from_slice(bytes).ok().map(Self::from_uuid)
    }

    /// The 16 bytes that are stored.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.uuid.as_bytes()
    }

    /// The same id said of another kind of thing; for audit lines and links only.
    pub fn cast<U>(self) -> Id<U> {
        Id::from_uuid(self.uuid)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({})", self.uuid)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.uuid)
    }
}
impl<T> FromStr for Id<T> {
    type Err = crate::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::from_uuid).map_err(|_| crate::Error::NotFound)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(to)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Uuid::deserialize(from).map(Self::from_uuid)
    }
}

/// What an id can be of. The types hold nothing: they only keep ids apart.
pub mod kinds {
    macro_rules! kinds {
        ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $($(#[$meta])* #[derive(Debug)] pub enum $name {})+ };
    }
    kinds! {
        /// Somebody or something that signs in.
        Account,
        /// A document on a case.
        Document,
        /// A file that lies sealed in a folder.
        StoredFile,
        /// A link that works once.
        Link,
        /// A long form that was not sent yet.
        Draft,
        /// A seal on a family's record.
        Seal,
        /// A named reader of a sealed record.
        SealReader,
        /// Emergency access to one record.
        Emergency,
        /// Acting in a colleague's place.
        Delegation,
        /// Somebody is away, and somebody answers meanwhile.
        Absence,
        /// A team of an agency.
        Team,
        /// Somebody in a team.
        TeamMember,
        /// A key for the API.
        ApiToken,
        /// A council, agency, provider, region or other body.
        Organisation,
        /// A first contact.
        Enquiry,
        /// A household that support is for.
        Family,
        /// Somebody the record is about; holds no name.
        Person,
        /// What a person is called and where they live: one side of a wall.
        Identity,
        /// A family by birth: the side of the wall before adoption.
        BirthFamily,
        /// Somebody of a family by birth, or a child as they were before adoption.
        BirthPerson,
        /// Words from a worker to a birth relative.
        BirthMessage,
        /// A sealed row that leads from one side of the wall to the other.
        IdentityLink,
        /// The support of one child and their family over time.
        Case,
        /// A thing promised by a time.
        Promise,
        /// An assessment of need.
        Assessment,
        /// What a partner is asked to say to an assessment.
        Contribution,
        /// One need found by an assessment.
        AssessedNeed,
        /// One version of a support plan.
        Plan,
        /// Something a plan says somebody will do.
        PlanAction,
        /// A goal that a family set.
        Goal,
        /// One rating of a goal.
        Rating,
        /// A line of a case's timeline.
        Event,
        /// A call-off from a provider.
        Order,
        /// One session of an order.
        Session,
        /// A provider's invoice.
        Invoice,
        /// An application to a fund.
        Application,
        /// A balanced movement of money.
        LedgerEntry,
        /// A message waiting to be sent.
        Message,
        /// A line of the audit log.
        AuditLine,
        /// A statutory return that was taken in.
        StatutoryReturn,
        /// A fault that a rule found in a return.
        ReturnFault,
        /// A child on the way to adoption, before it.
        WaitingChild,
        /// What the return of one year says of one child.
        ReturnFacts,
    }
}

/// A reference that people read out on the phone: two letters, then eight
/// characters in two groups, random and without letters that sound or look alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Reference(String);

impl Reference {
    const ALPHABET: &'static [u8; 28] = b"23456789ABCDEFGHJKMNPQRTVWXY";

    /// A reference from eight or more random bytes; `prefix` says of what.
    pub fn from_random(prefix: &str, random: &[u8]) -> Self {
        let mut text = String::with_capacity(prefix.len() + 10);
        text.push_str(prefix);
        for (i, byte) in random.iter().take(8).enumerate() {
            if i % 4 == 0 {
                text.push('-');
            }
            let index = usize::from(*byte) % Self::ALPHABET.len();
            text.push(char::from(Self::ALPHABET[index]));
        }
        Reference(text)
    }

    /// A new reference that cannot be guessed.
    pub fn new(prefix: &str) -> Self {
        Self::from_random(prefix, &Uuid::new_v4().into_bytes())
    }

    /// The reference as stored.
    pub fn stored(text: String) -> Self {
        Reference(text)
    }

    /// The reference as read.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_when_they_were_made() {
        let early: Id<kinds::Case> = Id::from_parts(1_000, [9; 10]);
        let late: Id<kinds::Case> = Id::from_parts(2_000, [0; 10]);
        assert!(early < late);
        assert_eq!(early.to_string().parse::<Id<kinds::Case>>().unwrap(), early);
    }

    #[test]
    fn ids_of_one_instant_sort_in_the_order_of_their_making() {
        // More than a whole round of the 12 bits, at the first instant and at the last that has room.
        for instant in [0, 1_796_000_000_000, (1 << 42) - 1] {
            let now = Timestamp::from_millisecond(instant).unwrap();
            let made: Vec<Id<kinds::Case>> = (0..20_000).map(|_| Id::new(now)).collect();
            assert!(made.is_sorted());
            assert_eq!(made[0].uuid.get_version_num(), 7);
            assert_eq!(made[0].uuid.get_variant(), uuid::Variant::RFC4122);
        }
        assert_eq!(after((5 << COUNT_BITS) | MOST, 6), 6 << COUNT_BITS);
        assert_eq!(after(6 << COUNT_BITS, 5), (6 << COUNT_BITS) | 1);
    }

    #[test]
    fn a_reference_has_no_letters_that_look_alike() {
        let all: Vec<u8> = (0..=255).collect();
        for chunk in all.chunks(8) {
            let reference = Reference::from_random("EN", chunk);
            assert_eq!(reference.as_str().len(), 12);
            assert!(!reference.as_str()[3..].contains(['0', 'O', '1', 'I', 'L', 'S', 'U', 'Z']));
        }
    }
}
