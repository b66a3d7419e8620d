//! Passwords: which are taken, what a guess costs, and the check.

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use kernel::{Error, Result};

/// Shortest password that is taken, in characters.
pub const LEAST: usize = 12;
/// Longest password that is taken, in characters.
pub const MOST: usize = 200;

/// Memory that one hash takes, in KiB; passes over it; lanes. More than the least that OWASP's password storage
/// sheet names for Argon2id (19 MiB and 2 passes); docs/sign-in.md says what it costs in time.
pub const COST: (u32, u32, u32) = (32 * 1024, 3, 1);

/// Words that people reach for first. A password made of these and of figures is refused, whatever its length.
const FIRST_GUESSES: &[&str] = &[
    "password",
    "passwort",
    "passphrase",
    "secret",
    "letmein",
    "welcome",
    "qwerty",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "iloveyou",
    "admin",
    "administrator",
    "changeme",
    "login",
    "signin",
    "hearth",
    "adoption",
    "adoptive",
    "family",
    "council",
    "support",
    "social",
    "worker",
    "england",
    "london",
    "football",
    "liverpool",
    "arsenal",
    "chelsea",
    "sunshine",
    "princess",
    "monkey",
    "dragon",
    "summer",
    "winter",
    "spring",
    "autumn",
    "monday",
    "january",
    "december",
    "default",
    "temporary",
    "test",
    "guest",
    "hello",
    "abc",
    "please",
    "master",
    "shadow",
    "superman",
    "batman",
    "whatever",
    "trustno",
    "mypassword",
    "the",
    "my",
    "is",
    "new",
    "for",
];

/// Rows and runs that fingers find by themselves.
const RUNS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Why a password is not taken, in words that say what to do. `about` is what others know of the person: their
/// address and name. Pure.
///
/// # Errors
/// What is wrong with it.
pub fn check(password: &str, about: &[&str]) -> std::result::Result<(), &'static str> {
    let length = password.chars().count();
    if length < LEAST {
        return Err("Use at least 12 characters. Three or four words that do not belong together work well.");
    }
    if length > MOST {
        return Err("Use 200 characters or fewer");
    }
    let plain: String = password.to_lowercase().chars().map(unmask).collect();
    let distinct = plain.chars().collect::<std::collections::BTreeSet<_>>().len();
    if distinct < 5 {
        return Err(
            "This repeats the same few characters. Use three or four words that do not belong together.",
        );
    }
    let folded = password.to_lowercase();
    let bare: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let back: String = bare.chars().rev().collect();
    if RUNS.iter().any(|run| covers(run, &bare) || covers(run, &back)) {
        return Err("This is a row of keys or a count. Use three or four words that do not belong together.");
    }
    let own: Vec<String> = about
        .iter()
        .flat_map(|text| text.split(['@', '.', ' ', '-', '_', '+']))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= 4)
        .collect();
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let rest = left_over(&folded, &own);
    if rest < 6 && rest < left_over(&folded, &[]) {
        return Err("This is mostly your own name or address. Use words that nobody would guess of you.");
    }
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    // Both as typed and with look-alikes as the letters that they stand for.
    if [letters(&folded), letters(&plain)].iter().any(|text| left_over(text, FIRST_GUESSES) < 4) {
        return Err(
            "This is one of the first passwords that somebody would guess. Use three or four words that do not belong together.",
        );
    }
    Ok(())
}

/// Letters that people swap for look-alikes count as the letters.
fn unmask(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Whether the text is made of pieces of one run, each of four or more characters.
fn covers(run: &str, text: &str) -> bool {
    let run: Vec<char> = run.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < text.len() {
        let longest = (0..run.len())
            .map(|start| run[start..].iter().zip(&text[at..]).take_while(|(a, b)| a == b).count())
            .max()
            .unwrap_or(0);
        if longest < 4 && at + longest < text.len() {
            return false;
        }
        at += longest.max(1);
    }
    true
}

/// Characters that remain when the words are taken out, the longest first.
fn left_over(text: &str, words: &[&str]) -> usize {
    let mut words: Vec<&str> = words.to_vec();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    let mut rest = text.to_owned();
    for word in words {
        rest = rest.replace(word, "");
    }
    rest.chars().filter(|c| c.is_alphanumeric()).count()
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(COST.0, COST.1, COST.2, None)
        .map_err(|e| Error::Internal(format!("the cost of the password hash: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password, whatever it is: [`check`] says which are taken. Takes long on purpose, so it is called
/// outside transactions and not on a thread that serves others.
pub fn hash(password: &str) -> Result<String> {
    hasher()?
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|_| Error::Internal("the password could not be hashed".into()))
}

/// Whether a password belongs to a stored hash. Without a hash it is compared with one that nothing belongs to, so
/// that an unknown address takes as long as a known one.
pub fn belongs(password: &str, stored: Option<&str>) -> bool {
    static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| {
        let mut noise = [0_u8; 32];
        aws_lc_rs::rand::fill(&mut noise).ok()?;
        hash(&data_encoding::BASE32_NOPAD.encode(&noise)).ok()
    });
    let Some(against) = stored.or(NOBODY.as_deref()) else { return false };
    let right = Argon2::default().verify_password(password.as_bytes(), against).is_ok();
    right && stored.is_some()
}

/// Whether a stored hash was made at another cost than today's, and is to be made anew at the next sign-in.
pub fn is_outdated(stored: &str) -> bool {
    !stored.contains(&format!("$m={},t={},p={}$", COST.0, COST.1, COST.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_unlikely_passwords_are_taken_and_likely_ones_are_not() {
        let about = ["rowan.ashdown@example.org", "Rowan Ashdown"];
        for good in [
            "correct horse battery",
            "vier blaue Kamele",
            "kettle-moss-ninety",
            "xK9#vQ2!pLm7z",
            "a long enough password",
        ] {
            assert_eq!(check(good, &about), Ok(()), "{good}");
        }
        for bad in [
            "short",
            "aaaaaaaaaaaaaaaa",
            "abababababab",
            "123456789012",
            "qwertyuiop12",
            "Password1234!",
            "p@ssw0rd2026",
            "Welcome12345!",
            "letmeinletmein",
            "Hearth202611",
            "adoptionsupport1",
            "rowan.ashdown1",
            "ashdown12345",
            "abcdefghijkl",
            "9876543210987",
            "mypasswordis1",
            "rowan@example.org",
            "x1y2z3".repeat(40).as_str(),
        ] {
            assert!(check(bad, &about).is_err(), "{bad} was taken");
        }
    }

    #[test]
    fn only_the_right_password_belongs_to_a_hash() {
        let stored = hash("kettle-moss-ninety").unwrap();
        assert!(belongs("kettle-moss-ninety", Some(&stored)));
        assert!(!belongs("kettle-moss-ninetY", Some(&stored)));
        assert!(!belongs("kettle-moss-ninety", None));
        assert!(!is_outdated(&stored));
        assert!(is_outdated("$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$00"));
        assert_ne!(stored, hash("kettle-moss-ninety").unwrap(), "a salt was used twice");
    }
}
