//! Search keys as plain text. The caller hashes each with a secret key before anything is
//! stored or asked (design rule 4), so that the index gives no name away.
//!
//! Each key begins with what it is: `x:` a whole part, `s:` its sound, `p:` its first two
//! to four letters, `d:` a date of birth, `c:` a postcode.

use std::collections::BTreeSet;

use kernel::Date;
use rphonetic::DoubleMetaphone;

use super::{fold, name_parts};

/// The shortest and longest prefixes that are kept, in letters.
const PREFIXES: std::ops::RangeInclusive<usize> = 2..=4;
/// Sound codes are cut to this length, the usual one for double metaphone.
const SOUND_LENGTH: usize = 4;
/// The hyphen of the keyboard and those of word processors.
const HYPHENS: [char; 4] = ['-', '\u{2010}', '\u{2011}', '\u{2013}'];

/// Every key under which a name is filed.
pub fn search_keys(name: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    // Anne-Marie is also filed as annemarie.
    let joined = name
        .split_whitespace()
        .filter(|word| word.contains(HYPHENS))
        .map(|word| fold(word).split_whitespace().collect::<String>())
        .filter(|word| !word.is_empty());
    for part in name_parts(name).into_iter().chain(joined) {
        for spelling in [Some(part.clone()), long_mac(&part)].into_iter().flatten() {
            keys.extend(PREFIXES.filter_map(|length| prefix(&spelling, length)));
        }
        keys.extend(sounds(&part));
        keys.insert(format!("x:{part}"));
    }
    keys
}

/// `mcdonald` is also found by somebody who types `macd`.
fn long_mac(part: &str) -> Option<String> {
    part.strip_prefix("mc").map(|rest| format!("mac{rest}"))
}

fn prefix(part: &str, length: usize) -> Option<String> {
    let first: String = part.chars().take(length).collect();
    (first.chars().count() == length).then(|| format!("p:{first}"))
}

fn sounds(part: &str) -> BTreeSet<String> {
    // The encoder knows Latin letters alone; a name in another script has no sound key.
    if !part.chars().all(|c| c.is_ascii_lowercase()) {
        return BTreeSet::new();
    }
    let coded = DoubleMetaphone::new(Some(SOUND_LENGTH)).double_metaphone(part);
    [coded.primary(), coded.alternate()]
        .into_iter()
        .filter(|code| !code.is_empty())
        .map(|code| format!("s:{code}"))
        .collect()
}

/// How one word of a search is looked for. A record matches when any of the keys does;
/// all words of the search must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartQuery {
    /// The whole word.
    pub exact: String,
    /// How it sounds: none, one or two keys.
    pub sounds: Vec<String>,
    /// Its first letters, at most four.
    pub prefix: String,
}

impl PartQuery {
    /// All keys of the word.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        [self.exact.as_str(), self.prefix.as_str()].into_iter().chain(self.sounds.iter().map(String::as_str))
    }
}

/// The keys of a search as somebody types it, perhaps unfinished. Words of one letter are
/// passed over: they would find everybody.
pub fn query_keys(text: &str) -> Vec<PartQuery> {
    name_parts(text)
        .into_iter()
        .filter_map(|part| {
            let longest = part.chars().count().min(*PREFIXES.end());
            let prefix = (longest >= *PREFIXES.start()).then(|| prefix(&part, longest)).flatten()?;
            Some(PartQuery {
                sounds: sounds(&part).into_iter().collect(),
                exact: format!("x:{part}"),
                prefix,
            })
        })
        .collect()
}

/// The key of a date of birth.
pub fn birth_key(born: Date) -> String {
    format!("d:{born}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(stored: &str, typed: &str) -> bool {
        let keys = search_keys(stored);
        let query = query_keys(typed);
        !query.is_empty() && query.iter().all(|part| part.keys().any(|key| keys.contains(key)))
    }

    #[test]
    fn keys_are_tagged() {
        let keys = search_keys("Smith");
        assert!(keys.iter().map(String::as_str).eq(["p:sm", "p:smi", "p:smit", "s:SM0", "s:XMT", "x:smith"]));
        assert_eq!(birth_key("2015-03-04".parse().unwrap()), "d:2015-03-04");
    }

    #[test]
    fn people_are_found_as_they_are_typed() {
        for typed in ["smith", "Smyth", "SMIT", "sm", "smitherson", "jo smith", "Mrs Smith"] {
            assert!(found("Joanne Smith", typed), "{typed}");
        }
        for typed in ["McDonald", "mac donald", "macd", "mac", "mcd", "MacDonnald"] {
            assert!(found("Ewan MacDonald", typed), "{typed}");
        }
        for typed in ["annemarie", "anne marie", "Anne-Marie", "anne", "marie"] {
            assert!(found("Anne-Marie Lee", typed), "{typed}");
        }
        assert!(found("Catherine", "Katherine"));
        assert!(found("Siân O'Neill", "sian oneil"));
        assert!(!found("Joanne Smith", "jones brown"));
        assert!(!found("Joanne Smith", "j"));
    }

    #[test]
    fn other_scripts_are_found_by_their_letters() {
        assert!(found("Оксана Коваль", "окс"));
        assert!(search_keys("李").contains("x:李"));
    }

    proptest! {
        #![proptest_config(crate::words::tests::fixed())]

        #[test]
        fn a_name_is_always_found_by_itself(name in "[A-Za-zÀ-ÿ' -]{2,30}") {
            for part in query_keys(&name) {
                prop_assert!(search_keys(&name).contains(&part.exact));
                prop_assert!(search_keys(&name).contains(&part.prefix));
            }
        }

        #[test]
        fn nothing_that_can_be_typed_breaks_it(name in any::<String>()) {
            for key in search_keys(&name) {
                prop_assert!(["x:", "s:", "p:"].iter().any(|tag| key.starts_with(tag)));
            }
            query_keys(&name);
        }
    }
}
