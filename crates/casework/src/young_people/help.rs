//! Whom a young person can turn to besides their worker (`data/young-people/help.csv`). A number that nobody read at its source is
//! kept in the file, marked, and never shown.

use std::sync::LazyLock;

use kernel::{Error, Result};
use serde::Deserialize;

/// Somebody to turn to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Helper {
    /// Their code.
    pub code: String,
    /// What they are called.
    pub name: String,
    /// What they do, in a young person's words.
    pub words: String,
    phone: String,
    phone_sure: String,
    /// Their site, without `https://`; empty where there is none.
    pub site: String,
    /// Where this comes from.
    pub source: String,
}

impl Helper {
    /// The telephone number, where it is sure.
    pub fn phone(&self) -> Option<&str> {
        (self.phone_sure == "yes" && !self.phone.is_empty()).then_some(self.phone.as_str())
    }
}

/// Everybody to turn to, in the order of the file.
///
/// # Errors
/// `Internal` when the shipped data is broken: a test reads it.
pub fn all() -> Result<&'static [Helper]> {
    static HELPERS: LazyLock<Result<Vec<Helper>>> = LazyLock::new(|| {
        let text = include_str!("../../../../data/young-people/help.csv");
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        reader.deserialize().map(|row| row.map_err(|e| Error::internal("whom to turn to", e))).collect()
    });
    HELPERS.as_deref().map_err(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_source_and_only_sure_numbers_are_shown() {
        let all = all().unwrap();
        for code in ["childline", "advocate", "reviewing-officer", "inspectorate", "complaints"] {
            assert!(all.iter().any(|h| h.code == code), "{code}");
        }
        assert!(all.iter().all(|h| !h.source.is_empty() && !h.words.is_empty()));
        let shown: Vec<&str> = all.iter().filter_map(Helper::phone).collect();
        assert_eq!(shown, ["0800 1111", "0800 528 0731"], "an unsure number is kept and not shown");
    }
}
