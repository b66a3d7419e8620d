//! What in a letter could lead to somebody: found and marked, so that a person looks at it. It marks too much rather
//! than too little, and it never decides. What is known on the record of either side comes in as [`Known`]; the rest
//! is found by its shape. Names that both sides may read are left alone.

mod shapes;
mod tokens;

use std::ops::Range;

use kernel::codes;

use tokens::{Token, tokens};

codes! {
    /// What a mark may be, the surest first.
    MarkKind {
        Postcode = "postcode", "A postcode";
        Phone = "phone", "A telephone number";
        Email = "email", "An email address";
        Handle = "handle", "A way to find somebody online";
        Link = "link", "A link";
        Birth = "date", "A date that may be a birthday";
        School = "school", "A school";
        Address = "address", "An address";
        Name = "name", "A name on the record";
        Place = "place", "May be a place";
        MaybeName = "maybe-name", "May be a name";
    }
}

impl MarkKind {
    /// Whether it is left out unless the coordinator says otherwise. A guess by capital letters alone is not.
    pub fn left_out_at_first(self) -> bool {
        self != MarkKind::MaybeName
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// What it may be.
    pub kind: MarkKind,
}

/// What the record of either side knows, in words; and the names that may pass.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Names of people.
    pub names: Vec<String>,
    /// Lines of addresses.
    pub places: Vec<String>,
    /// Postcodes, telephone numbers, email addresses.
    pub contacts: Vec<String>,
    /// Names that both sides may read.
    pub agreed: Vec<String>,
}

/// Everything in the letter that could lead to somebody, in the order of the text, without overlaps.
pub fn check(text: &str, known: &Known) -> Vec<Found> {
    let tokens = tokens(text);
    let mut found = shapes::all(text, &tokens);
    found.extend(known_words(&tokens, known));
    found.extend(capitals(&tokens, known));
    // Where two overlap, the longer one stands, and of two alike the surer one.
    found.sort_by_key(|f| (std::cmp::Reverse(f.at.len()), f.kind));
    let mut kept: Vec<Found> = Vec::new();
    for one in found {
        if kept.iter().all(|k| one.at.end <= k.at.start || k.at.end <= one.at.start) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|f| f.at.start);
    kept
}

fn plain(word: &str) -> String {
    let lower = word.to_lowercase();
    let bare = lower.strip_suffix("'s").or_else(|| lower.strip_suffix("’s")).unwrap_or(&lower);
    bare.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn parts(words: &[String], least: usize) -> Vec<String> {
    let mut all: Vec<String> = words
        .iter()
        .flat_map(|w| w.split(|c: char| c.is_whitespace() || "-,()&".contains(c)))
        .map(plain)
        .filter(|w| w.chars().count() >= least)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Names, lines of addresses and ways of contact that stand on the record of either side.
fn known_words(tokens: &[Token<'_>], known: &Known) -> Vec<Found> {
    let agreed = parts(&known.agreed, 1);
    let names: Vec<String> = parts(&known.names, 2).into_iter().filter(|n| !agreed.contains(n)).collect();
    let places: Vec<String> = parts(&known.places, 4)
        .into_iter()
        .filter(|n| !agreed.contains(n) && !shapes::is_street(n))
        .collect();
    let contacts: Vec<String> = known.contacts.iter().map(|c| plain(c)).filter(|c| c.len() >= 5).collect();
    let mut found = Vec::new();
    for token in tokens {
        let word = plain(token.text);
        let kind = if names.iter().any(|name| alike(name, &word)) || hyphened(token.text, &names) {
            MarkKind::Name
        } else if places.contains(&word) {
            MarkKind::Place
        } else if contacts.contains(&word) {
            MarkKind::Handle
        } else {
            continue;
        };
        found.push(Found { at: token.at.clone(), kind });
    }
    found
}

fn hyphened(word: &str, names: &[String]) -> bool {
    word.contains(['-', '\'', '’']) && word.split(['-', '\'', '’']).any(|part| names.contains(&plain(part)))
}

/// The same word, or one letter wrong in a long one.
fn alike(name: &str, word: &str) -> bool {
    name == word || (name.len() >= 5 && word.len() >= 5 && strsim::osa_distance(name, word) <= 1)
}

/// Words with a capital letter inside a sentence: names and places that no record knows.
fn capitals(tokens: &[Token<'_>], known: &Known) -> Vec<Found> {
    let agreed = parts(&known.agreed, 1);
    tokens
        .iter()
        .enumerate()
        .filter(|(_, t)| t.is_capital() && t.text.chars().count() > 1 && !shapes::is_common(t.text))
        .filter(|(_, t)| !agreed.contains(&plain(t.text)))
        .filter_map(|(i, t)| {
            let led = i.checked_sub(1).and_then(|i| tokens.get(i)).filter(|_| !t.begins);
            let placed = led.is_some_and(|before| shapes::leads_to_a_place(before.text));
            match (placed, t.begins) {
                (true, _) => Some(Found { at: t.at.clone(), kind: MarkKind::Place }),
                (false, false) => Some(Found { at: t.at.clone(), kind: MarkKind::MaybeName }),
                (false, true) => None,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
