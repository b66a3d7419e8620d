//! Checks on words that people type, shared by the rooms of this crate.

use kernel::FieldError;

/// The longest answer to one question, in characters.
pub(crate) const LONG: usize = 20_000;
/// The longest reason or note, in characters.
pub(crate) const NOTE: usize = 4_000;
/// The longest name or other single line, in characters.
pub(crate) const LINE: usize = 100;

/// A message beside a field.
pub(crate) fn mend(field: impl Into<String>, message: impl Into<String>) -> FieldError {
    FieldError { field: field.into(), message: message.into() }
}

/// How many words a text has; marks that stand alone are not words.
pub(crate) fn count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// Whether a text says nothing.
pub(crate) fn blank(text: &str) -> bool {
    count(text) == 0
}

/// What is wrong with a text that must say something; `ask` is the message when it is blank.
pub(crate) fn required(field: &str, text: &str, longest: usize, ask: &str) -> Option<FieldError> {
    if blank(text) { Some(mend(field, ask)) } else { too_long(field, text, longest) }
}

/// What is wrong with the length of a text that may be blank.
pub(crate) fn too_long(field: &str, text: &str, longest: usize) -> Option<FieldError> {
    let length = text.chars().count();
    (length > longest)
        .then(|| mend(field, format!("Shorten this to {longest} characters or fewer. It has {length}")))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::test_runner::{Config, RngSeed};

    use super::*;

    /// The same cases on every run, so that a failure on one machine is a failure on all.
    pub(crate) fn fixed() -> Config {
        Config { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() }
    }

    #[test]
    fn marks_are_not_words() {
        assert_eq!(count("- well, -- yes ..."), 2);
        assert!(blank(" \n.\u{a0}-"));
        assert!(!blank("\u{5c0f}"));
    }

    #[test]
    fn too_long_counts_characters_and_says_how_many() {
        assert!(too_long("why", &"\u{e9}".repeat(5), 5).is_none());
        let error = too_long("why", &"x".repeat(6), 5).unwrap();
        assert_eq!(error.message, "Shorten this to 5 characters or fewer. It has 6");
    }
}
