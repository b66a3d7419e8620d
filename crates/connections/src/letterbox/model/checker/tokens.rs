//! The words of a letter, with where they stand.

use std::ops::Range;

/// One word: letters and digits, with hyphens and apostrophes inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// The word.
    pub text: &'t str,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// Whether a sentence or a line begins with it.
    pub begins: bool,
}

impl Token<'_> {
    /// Whether it begins with a capital letter.
    pub fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// Every word of a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let inside = |c: char| c.is_alphanumeric() || "-'’".contains(c);
    let (mut found, mut start, mut begins) = (Vec::new(), None, true);
    let ends = text.char_indices().map(Some).chain([None]);
    for here in ends {
        match here {
            Some((at, c)) if inside(c) => {
                start.get_or_insert(at);
            }
            _ => {
                let end = here.map_or(text.len(), |(at, _)| at);
                if let Some(from) = start.take() {
                    let word = &text[from..end];
                    let trimmed = word.trim_matches(['-', '\'', '’']);
                    if !trimmed.is_empty() {
                        let from = from + (word.len() - word.trim_start_matches(['-', '\'', '’']).len());
                        found.push(Token { text: trimmed, at: from..from + trimmed.len(), begins });
                        begins = false;
                    }
                }
                if here.is_some_and(|(_, c)| ".!?\n".contains(c)) {
                    begins = true;
                }
            }
        }
    }
    found
}
