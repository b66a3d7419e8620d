//! What is found by its shape alone: numbers, addresses, links, schools, dates.

use std::ops::Range;

use casework::people::model::Postcode;

use super::{Found, MarkKind, tokens::Token};

const STREETS: &[&str] = &[
    "road", "rd", "street", "st", "avenue", "ave", "lane", "ln", "close", "drive", "crescent", "way",
    "court", "gardens", "grove", "terrace", "place", "mews", "row", "hill", "rise", "walk", "square", "park",
    "green", "view", "villas", "parade", "flat", "farm", "cottage", "house",
];
const SCHOOLS: &[&str] = &[
    "school",
    "academy",
    "nursery",
    "college",
    "primary",
    "preschool",
    "infants",
    "juniors",
    "playgroup",
    "sixth",
];
const SERVICES: &[&str] = &[
    "facebook",
    "fb",
    "instagram",
    "insta",
    "snapchat",
    "tiktok",
    "whatsapp",
    "messenger",
    "twitter",
    "telegram",
    "discord",
    "roblox",
    "youtube",
    "linkedin",
    "fortnite",
    "gmail",
    "hotmail",
    "outlook",
    "yahoo",
    "icloud",
    "xbox",
    "playstation",
    "skype",
    "facetime",
];
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
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];
const DIGITS: &[&str] = &[
    "zero", "oh", "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double",
    "triple",
];
/// Words that are written with a capital and lead to nobody.
const COMMON: &[&str] = &[
    "i",
    "i'm",
    "i’m",
    "i've",
    "i’ve",
    "i'd",
    "i’d",
    "i'll",
    "i’ll",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "christmas",
    "easter",
    "halloween",
    "birthday",
    "mum",
    "mummy",
    "dad",
    "daddy",
    "nan",
    "nana",
    "gran",
    "granny",
    "grandma",
    "grandad",
    "dear",
    "love",
    "hello",
    "hi",
    "english",
    "british",
    "mr",
    "mrs",
    "miss",
    "ms",
    "lego",
    "ok",
    "ps",
    "god",
    "x",
    "xx",
    "xxx",
    "year",
    "diwali",
    "eid",
    "ramadan",
    "hanukkah",
];
const ENDINGS: &[&str] = &[".com", ".uk", ".org", ".net", ".me", ".io", ".co", ".info", ".app", ".tv", ".gg"];

/// Whether a word with a capital letter leads to nobody.
pub(super) fn is_common(word: &str) -> bool {
    let lower = word.to_lowercase();
    COMMON.contains(&lower.as_str()) || MONTHS.contains(&lower.as_str())
}

/// Whether a word is a kind of street, and leads nowhere by itself.
pub(super) fn is_street(word: &str) -> bool {
    STREETS.contains(&word)
}

/// Whether a place may follow this word.
pub(super) fn leads_to_a_place(word: &str) -> bool {
    const WORDS: &[&str] =
        &["in", "near", "to", "from", "at", "around", "outside", "of", "for", "visiting", "supports"];
    WORDS.contains(&word.to_lowercase().as_str())
}

/// Everything that is found by its shape.
pub(super) fn all(text: &str, tokens: &[Token<'_>]) -> Vec<Found> {
    [
        chunks(text),
        numbers(text),
        spoken(tokens),
        postcodes(tokens),
        streets(tokens),
        schools(tokens),
        services(tokens),
        dates(tokens),
    ]
    .concat()
}

fn mark(at: Range<usize>, kind: MarkKind) -> Found {
    Found { at, kind }
}

/// Email addresses, handles and links: by what stands between spaces.
fn chunks(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    for chunk in text.split(char::is_whitespace) {
        let start = at;
        at += chunk.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
        let bare = chunk.trim_matches(|c: char| ",;:!?()[]\"“”<>".contains(c)).trim_end_matches('.');
        if bare.is_empty() {
            continue;
        }
        let from = start + chunk.find(bare).unwrap_or(0);
        let here = from..from + bare.len();
        let lower = bare.to_lowercase();
        let linked = lower.contains("://") || lower.starts_with("www.");
        let ends = |text: &str| {
            let host = text.split('/').next().unwrap_or(text);
            ENDINGS.iter().any(|end| host.strip_suffix(end).is_some_and(|rest| !rest.is_empty()))
        };
        if linked || (!lower.contains('@') && ends(&lower)) {
            found.push(mark(here, MarkKind::Link));
        } else if let Some((name, host)) = lower.split_once('@') {
            let kind =
                if name.is_empty() || !host.contains('.') { MarkKind::Handle } else { MarkKind::Email };
            if !host.is_empty() || !name.is_empty() {
                found.push(mark(here, kind));
            }
        }
    }
    found
}

/// Runs of digits, however they are parted: nine or more are a telephone number; eight as 01/02/2013 are a date.
fn numbers(text: &str) -> Vec<Found> {
    let joins = |c: char| c.is_ascii_digit() || " -().+/\u{a0}\u{2011}".contains(c);
    let mut found = Vec::new();
    let mut start = None;
    for here in text.char_indices().map(Some).chain([None]) {
        match here {
            Some((at, c)) if c.is_ascii_digit() || c == '+' => {
                start.get_or_insert(at);
            }
            Some((_, c)) if start.is_some() && joins(c) => {}
            _ => {
                let Some(from) = start.take() else { continue };
                let end = here.map_or(text.len(), |(at, _)| at);
                let run = text[from..end].trim_end_matches(|c: char| !c.is_ascii_digit());
                let digits = run.chars().filter(char::is_ascii_digit).count();
                let at = from..from + run.len();
                if is_date(run) {
                    found.push(mark(at, MarkKind::Birth));
                } else if digits >= 9 {
                    found.push(mark(at, MarkKind::Phone));
                }
            }
        }
    }
    found
}

/// `3/5/13`, `03.05.2013`, `2013-05-03`: three numbers that can be a day, a month and a year.
fn is_date(run: &str) -> bool {
    let parts: Vec<&str> = run.split(['/', '-', '.']).collect();
    let numbers: Vec<u32> = parts.iter().filter_map(|p| p.trim().parse().ok()).collect();
    match numbers[..] {
        [a, b, c] if parts.len() == 3 => {
            let day_first =
                (1..=31).contains(&a) && (1..=12).contains(&b) && (c < 100 || (1900..2100).contains(&c));
            let year_first = (1900..2100).contains(&a) && (1..=12).contains(&b) && (1..=31).contains(&c);
            day_first || year_first
        }
        _ => false,
    }
}

/// A number told in words: `oh seven seven oh oh nine`.
fn spoken(tokens: &[Token<'_>]) -> Vec<Found> {
    let is_digit = |t: &Token<'_>| {
        DIGITS.contains(&t.text.to_lowercase().as_str()) || t.text.chars().all(|c| c.is_ascii_digit())
    };
    runs(tokens, is_digit)
        .into_iter()
        .filter(|run| run.len() >= 6 && run.iter().any(|t| !t.text.starts_with(|c: char| c.is_ascii_digit())))
        .filter_map(|run| Some(mark(run.first()?.at.start..run.last()?.at.end, MarkKind::Phone)))
        .collect()
}

fn runs<'a, 't>(tokens: &'a [Token<'t>], keep: impl Fn(&Token<'t>) -> bool) -> Vec<&'a [Token<'t>]> {
    tokens.split(|t| !keep(t)).filter(|run| !run.is_empty()).collect()
}

/// Postcodes, whole or in two words; and the first half alone, in capitals.
fn postcodes(tokens: &[Token<'_>]) -> Vec<Found> {
    let mut found = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let mixed = |text: &str| {
            text.chars().any(|c| c.is_ascii_digit()) && text.chars().any(|c| c.is_ascii_alphabetic())
        };
        if mixed(token.text) && Postcode::parse(token.text).is_some() {
            found.push(mark(token.at.clone(), MarkKind::Postcode));
        }
        if let Some(next) = tokens.get(i + 1)
            && mixed(token.text)
            && next.text.len() == 3
            && Postcode::parse(&format!("{}{}", token.text, next.text)).is_some()
        {
            found.push(mark(token.at.start..next.at.end, MarkKind::Postcode));
        }
        let outward = token.text.len() <= 4
            && token.text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && Postcode::parse(&format!("{}1AA", token.text)).is_some();
        if outward {
            found.push(mark(token.at.clone(), MarkKind::Postcode));
        }
    }
    found
}

/// `12 Low Row`, `Elm Tree Avenue`: capital words that end with a kind of street, and the number before them.
fn streets(tokens: &[Token<'_>]) -> Vec<Found> {
    let mut found = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if !STREETS.contains(&token.text.to_lowercase().as_str()) {
            continue;
        }
        let named =
            tokens[..i].iter().rev().take(4).take_while(|t| t.is_capital() && !is_common(t.text)).count();
        let first = i - named;
        let numbered = first
            .checked_sub(1)
            .and_then(|n| tokens.get(n))
            .filter(|t| t.text.starts_with(|c: char| c.is_ascii_digit()) && t.text.len() <= 5);
        match (named, numbered) {
            (1.., _) | (0, Some(_)) => {
                let start = numbered.map_or(tokens[first].at.start, |t| t.at.start);
                found.push(mark(start..token.at.end, MarkKind::Address));
            }
            (0, None) => {}
        }
    }
    found
}

/// A school with its name: capital words before it, or after `St`. "He likes school" names none.
fn schools(tokens: &[Token<'_>]) -> Vec<Found> {
    let is_school = |t: &Token<'_>| SCHOOLS.contains(&t.text.to_lowercase().as_str());
    let mut found = Vec::new();
    for (i, _) in tokens.iter().enumerate().filter(|(_, t)| is_school(t)) {
        let named = |t: &&Token<'_>| (t.is_capital() && !is_common(t.text)) || is_school(t);
        let before = tokens[..i].iter().rev().take(5).take_while(named).count();
        let after = tokens[i + 1..].iter().take(2).take_while(|t| is_school(t)).count();
        let words = &tokens[i - before..=i + after];
        if let (Some(first), Some(last)) = (words.first(), words.last())
            && words.iter().any(|t| t.is_capital() && !is_school(t))
        {
            found.push(mark(first.at.start..last.at.end, MarkKind::School));
        }
    }
    found
}

/// A place online, with the word that follows it.
fn services(tokens: &[Token<'_>]) -> Vec<Found> {
    tokens
        .iter()
        .enumerate()
        .filter(|(_, t)| SERVICES.contains(&t.text.to_lowercase().as_str()))
        .map(|(i, t)| {
            let end = tokens.get(i + 1).filter(|n| !n.begins).map_or(t.at.end, |n| n.at.end);
            mark(t.at.start..end, MarkKind::Handle)
        })
        .collect()
}

/// A day and a month in words, with a year where there is one.
fn dates(tokens: &[Token<'_>]) -> Vec<Found> {
    let is_month = |t: &Token<'_>| MONTHS.contains(&t.text.to_lowercase().as_str());
    let is_day = |t: &Token<'_>| {
        let number = t.text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let ending = &t.text[number.len()..];
        number.parse::<u8>().is_ok_and(|n| (1..=31).contains(&n))
            && matches!(ending.to_lowercase().as_str(), "" | "st" | "nd" | "rd" | "th")
    };
    let is_year = |t: &Token<'_>| t.text.parse::<u16>().is_ok_and(|n| (1900..2100).contains(&n));
    let mut found = Vec::new();
    for (i, month) in tokens.iter().enumerate().filter(|(_, t)| is_month(t)) {
        let near = |n: Option<usize>| n.and_then(|n| tokens.get(n));
        // "the 3rd of May" as well as "3 May" and "May 3rd".
        let of = near(i.checked_sub(1)).filter(|t| t.text.eq_ignore_ascii_case("of"));
        let before = near(i.checked_sub(if of.is_some() { 2 } else { 1 })).filter(|t| is_day(t));
        let after = near(Some(i + 1)).filter(|t| is_day(t));
        let year = near(Some(if after.is_some() { i + 2 } else { i + 1 })).filter(|t| is_year(t));
        let start = before.map_or(month.at.start, |t| t.at.start);
        let end = year.or(after).map_or(month.at.end, |t| t.at.end);
        if before.is_some() || after.is_some() || year.is_some() {
            found.push(mark(start..end, MarkKind::Birth));
        }
    }
    found
}
