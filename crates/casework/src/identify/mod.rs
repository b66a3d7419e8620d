//! What in a text gives a family away. An application to the Fund and a brief for bidders go to people outside who
//! must not know whom they are about (facts: Adoption Support Fund, Application: "all identifying information
//! about the family must be excluded from the form").
//!
//! It finds what can be found for certain: names that the record knows, birth dates that it
//! knows, and anything shaped like a postcode, an email address or a telephone number. A school's
//! or a neighbour's name it cannot know, and the page says so. [`doubtful`] points at what only a person can judge.

use std::{collections::BTreeSet, ops::Range};

use kernel::Date;

use crate::people::model::{Postcode, name_parts};

kernel::codes! {
    /// What kind of thing gives somebody away.
    Clue {
        Child = "child", "The child's name";
        Relative = "relative", "Somebody's name in the family";
        Birth = "birth", "A date of birth";
        Postcode = "postcode", "A postcode";
        Email = "email", "An email address";
        Phone = "phone", "A telephone number";
    }
}

impl Clue {
    /// Words that can stand instead.
    pub fn instead(self) -> &'static str {
        match self {
            Clue::Child => "the child",
            Clue::Relative => "a family member",
            Clue::Birth => "(date left out)",
            Clue::Postcode => "(place left out)",
            Clue::Email => "(address left out)",
            Clue::Phone => "(number left out)",
        }
    }
}

/// Whom the record knows of a family.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The child's name.
    pub child: String,
    /// The names of the others, and of anybody else the record names.
    pub others: Vec<String>,
    /// Everybody's dates of birth.
    pub births: Vec<Date>,
}

/// Something that gives somebody away, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub clue: Clue,
    /// Where in the text, in bytes.
    pub at: Range<usize>,
}

/// Names that are everyday words too: these count only with a capital letter.
const EVERYDAY: &[&str] = &[
    "angel",
    "art",
    "bell",
    "bill",
    "black",
    "blue",
    "bond",
    "brook",
    "brown",
    "carol",
    "chance",
    "chase",
    "christian",
    "cook",
    "daisy",
    "dawn",
    "day",
    "dean",
    "drew",
    "eve",
    "faith",
    "field",
    "fields",
    "fox",
    "frank",
    "gale",
    "gene",
    "grace",
    "grant",
    "gray",
    "green",
    "grey",
    "guy",
    "hall",
    "hand",
    "hazel",
    "heath",
    "heather",
    "hill",
    "hope",
    "hunter",
    "iris",
    "ivy",
    "jack",
    "jade",
    "jay",
    "joy",
    "june",
    "key",
    "king",
    "lane",
    "law",
    "lily",
    "little",
    "long",
    "love",
    "major",
    "mark",
    "marsh",
    "may",
    "mercy",
    "miles",
    "moon",
    "noble",
    "page",
    "park",
    "parks",
    "pat",
    "pearl",
    "penny",
    "pike",
    "pool",
    "poppy",
    "price",
    "queen",
    "rain",
    "ray",
    "reed",
    "rich",
    "rob",
    "robin",
    "rock",
    "rose",
    "rowan",
    "ruby",
    "rule",
    "sage",
    "sharp",
    "short",
    "sky",
    "small",
    "star",
    "storm",
    "strong",
    "sue",
    "summer",
    "sunny",
    "swift",
    "teller",
    "tom",
    "trust",
    "victor",
    "violet",
    "wall",
    "ward",
    "waters",
    "way",
    "west",
    "white",
    "wild",
    "will",
    "wills",
    "winter",
    "wise",
    "wood",
    "woods",
    "young",
];

/// Everything in a text that gives somebody away, in order, without overlap.
pub fn findings(text: &str, known: &Known) -> Vec<Finding> {
    let words = words(text);
    let mut found = emails(text);
    found.extend(births(text, &known.births));
    found.extend(phones(text));
    found.extend(postcodes(text, &words));
    found.extend(names(text, &words, known));
    // Where two overlap, the one that begins first stays, and of two that begin together the longer.
    found.sort_by_key(|f| (f.at.start, std::cmp::Reverse(f.at.end)));
    let mut end = 0;
    found.retain(|f| {
        let clear = f.at.start >= end;
        if clear {
            end = f.at.end;
        }
        clear
    });
    found
}

/// The text with neutral words instead of everything that gives somebody away.
pub fn mended(text: &str, known: &Known) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    let mut last: Option<Clue> = None;
    for found in findings(text, known) {
        let between = text.get(from..found.at.start).unwrap_or_default();
        // A first name and a surname are one person.
        let joined = between.trim_matches(['-', '\u{2011}', '\u{2013}']).trim().is_empty();
        if !(last == Some(found.clue) && joined && from > 0) {
            out.push_str(between);
            let instead = found.clue.instead();
            if begins_sentence(&out) { out.push_str(&capital(instead)) } else { out.push_str(instead) }
        }
        (from, last) = (found.at.end, Some(found.clue));
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// The months, which begin with a capital and name nobody.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words that a person should look at again before others read the text: a capital letter within a sentence, as names of
/// places, schools and people have, and a day or a year, which with a rare fact can be enough to tell who it is. Each
/// once, in order; what [`findings`] would find is not among them unless it looks like this too.
pub fn doubtful(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for at in words(text) {
        let (Some(word), Some(before)) = (text.get(at.clone()), text.get(..at.start)) else { continue };
        let capital_within = word.starts_with(char::is_uppercase)
            && word.chars().count() > 1
            && !begins_line(before)
            // All in capitals it is an abbreviation, such as EMDR.
            && word.chars().any(char::is_lowercase);
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let year = digits == 4 && word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        let month = MONTHS.contains(&word.to_lowercase().as_str()) && word.starts_with(char::is_uppercase);
        let day = digits > 0
            && text.get(at.end..).is_some_and(|after| {
                after.starts_with(['/', '.']) && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
            });
        if (capital_within || year || month || day) && !found.iter().any(|f| f == word) {
            found.push(word.to_owned());
        }
    }
    found
}

fn begins_line(before: &str) -> bool {
    let same_line = before.trim_end_matches([' ', '\t', '-', '*', '\u{2022}', '"', '\u{201c}', '(']);
    matches!(same_line.chars().next_back(), None | Some('.' | '!' | '?' | ':' | '\n' | '\r'))
}

fn begins_sentence(before: &str) -> bool {
    matches!(before.trim_end().chars().next_back(), None | Some('.' | '!' | '?'))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The words of a text with where they stand; a hyphen parts words, an apostrophe does not.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside =
            letter.is_alphanumeric() || matches!(letter, '\'' | '\u{2019}' | '`' | '\u{300}'..='\u{36f}');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn names(text: &str, words: &[Range<usize>], known: &Known) -> Vec<Finding> {
    let parts = |name: &str| name_parts(name).into_iter().filter(|p| p.chars().count() > 1);
    let child: BTreeSet<String> = parts(&known.child).collect();
    let others: BTreeSet<String> = known.others.iter().flat_map(|name| parts(name)).collect();
    let mut found = Vec::new();
    for at in words {
        let Some(word) = text.get(at.clone()) else { continue };
        let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("\u{2019}s")).unwrap_or(word);
        let bare = bare.trim_matches(['\'', '\u{2019}', '`']);
        let Some(part) = name_parts(bare).into_iter().next() else { continue };
        let everyday = EVERYDAY.contains(&part.as_str());
        if everyday && !bare.starts_with(char::is_uppercase) {
            continue;
        }
        let clue = if child.contains(&part) {
            Clue::Child
        } else if others.contains(&part) {
            Clue::Relative
        } else {
            continue;
        };
        let start = at.start + word.find(bare).unwrap_or(0);
        found.push(Finding { clue, at: start..start + bare.len() });
    }
    found
}

fn postcodes(text: &str, words: &[Range<usize>]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (n, word) in words.iter().enumerate() {
        // Both halves in one word, or in two with only a space between.
        let pair = words.get(n + 1).map(|next| word.start..next.end);
        for at in [Some(word.clone()), pair].into_iter().flatten() {
            let piece = text.get(at.clone()).unwrap_or_default();
            let shaped = piece.chars().any(|c| c.is_ascii_digit())
                && piece.chars().filter(|c| c.is_whitespace() || *c == '-').count() <= 1
                && piece.chars().filter(char::is_ascii_alphabetic).all(|c| c.is_uppercase());
            if shaped && Postcode::parse(piece).is_some() {
                found.push(Finding { clue: Clue::Postcode, at });
            }
        }
    }
    found
}

fn emails(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for (sign, _) in text.match_indices('@') {
        let inside = |c: char| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
        let before = text.get(..sign).unwrap_or_default();
        let start = before.char_indices().rev().take_while(|(_, c)| inside(*c)).last().map(|(at, _)| at);
        let after = text.get(sign + 1..).unwrap_or_default();
        let host = after.trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.'));
        let length =
            host.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.')).unwrap_or(host.len());
        let host = host.get(..length).unwrap_or_default().trim_end_matches(['.', '-']);
        if let Some(start) = start
            && host.contains('.')
        {
            found.push(Finding { clue: Clue::Email, at: start..sign + 1 + host.len() });
        }
    }
    found
}

/// The digits of the shortest British telephone number, and of an NHS number.
const LEAST_DIGITS: usize = 10;

/// Ten or more digits in a row, with the marks that people put between them.
fn phones(text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut run: Option<(usize, usize, usize)> = None; // start, end after the last digit, digits
    for (at, letter) in text.char_indices().chain([(text.len(), 'x')]) {
        run = match (letter, run) {
            ('0'..='9', None) => Some((at, at + 1, 1)),
            ('0'..='9', Some((start, _, digits))) => Some((start, at + 1, digits + 1)),
            ('+' | '(', None) => Some((at, at, 0)),
            (' ' | '-' | '(' | ')' | '.' | '+', Some(run)) if at - run.1 < 3 => Some(run),
            (_, Some((start, end, digits))) => {
                if digits >= LEAST_DIGITS {
                    found.push(Finding { clue: Clue::Phone, at: start..end });
                }
                None
            }
            (_, None) => None,
        };
    }
    found
}

/// Dates of birth as they are commonly written.
fn births(text: &str, births: &[Date]) -> Vec<Finding> {
    let mut found = Vec::new();
    for born in births {
        let (day, month, year) = (born.day(), born.month(), born.year());
        let mut ways = vec![born.to_string()];
        for mark in ['/', '.', '-', ' '] {
            for (d, m) in
                [(format!("{day}"), format!("{month}")), (format!("{day:02}"), format!("{month:02}"))]
            {
                ways.push(format!("{d}{mark}{m}{mark}{year}"));
                ways.push(format!("{d}{mark}{m}{mark}{:02}", year % 100));
            }
        }
        for style in ["%-d %B %Y", "%-d %b %Y", "%B %-d, %Y", "%B %-d %Y"] {
            ways.push(born.strftime(style).to_string());
        }
        let low = text.to_ascii_lowercase();
        for way in ways {
            for (at, piece) in low.match_indices(&way.to_ascii_lowercase()) {
                let end = at + piece.len();
                let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_digit());
                let whole = edge(text.get(..at).and_then(|t| t.chars().next_back()))
                    && edge(text.get(end..).and_then(|t| t.chars().next()));
                if whole {
                    found.push(Finding { clue: Clue::Birth, at: at..end });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
