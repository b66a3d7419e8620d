//! Leaving words out of a letter. The writer's words are never rewritten: what must not pass is left out, and the
//! reader sees that something was.

use std::ops::Range;

/// What stands in the place of words that were left out.
pub const LEFT_OUT: &str = "[left out]";

/// The letter without these ranges of bytes. Ranges may overlap and come in any order; one that does not lie on
/// letters is widened to those it cuts.
pub fn redact(text: &str, out: &[Range<usize>]) -> String {
    let mut ranges: Vec<Range<usize>> = out
        .iter()
        .map(|r| floor(text, r.start.min(text.len()))..ceiling(text, r.end.min(text.len())))
        .filter(|r| r.start < r.end)
        .collect();
    ranges.sort_by_key(|r| (r.start, r.end));
    let (mut clean, mut at) = (String::with_capacity(text.len()), 0);
    let mut left_out_at = None;
    for range in ranges {
        if range.end <= at {
            continue;
        }
        let between = text.get(at..range.start.max(at)).unwrap_or_default();
        // What stands between two that are left out, if only a space, is one gap.
        if left_out_at != Some(clean.len()) || !between.trim().is_empty() {
            clean.push_str(between);
            clean.push_str(LEFT_OUT);
            left_out_at = Some(clean.len());
        }
        at = range.end;
    }
    clean.push_str(text.get(at..).unwrap_or_default());
    clean
}

/// Where each of these words stands in the text, letter case aside; nothing for words that are not in it.
pub fn words_of(text: &str, words: &str) -> Vec<Range<usize>> {
    let wanted: Vec<char> = words.trim().chars().flat_map(char::to_lowercase).collect();
    let letters: Vec<(usize, char)> =
        text.char_indices().flat_map(|(at, c)| c.to_lowercase().map(move |c| (at, c))).collect();
    let mut found = Vec::new();
    if wanted.is_empty() || wanted.len() > letters.len() {
        return found;
    }
    for start in 0..=letters.len() - wanted.len() {
        let here = letters[start..start + wanted.len()].iter().map(|(_, c)| c);
        if here.eq(wanted.iter()) {
            let last = letters[start + wanted.len() - 1].0;
            found.push(letters[start].0..ceiling(text, last + 1));
        }
    }
    found
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceiling(text: &str, mut at: usize) -> usize {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    at.min(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::fixed;

    #[test]
    fn what_is_left_out_is_seen_to_be() {
        let text = "We live in Leeds, near Moor Park School.";
        let out: Vec<_> =
            words_of(text, "leeds").into_iter().chain(words_of(text, "Moor Park School")).collect();
        assert_eq!(redact(text, &out), "We live in [left out], near [left out].");
        assert_eq!(redact("Jo Marsh", &[0..2, 3..8]), "[left out]");
        let inside_a_letter = 2..3;
        assert_eq!(redact("Zoë!", std::slice::from_ref(&inside_a_letter)), "Zo[left out]!");
        assert!(words_of(text, "  ").is_empty());
    }

    proptest! {
        #![proptest_config(fixed())]

        /// However the ranges lie, no word that was wholly inside one is left, and what was outside stays.
        #[test]
        fn words_that_were_marked_are_gone(
            before in "[a-z ]{0,20}", secret in "[0-9]{3,12}", after in "[a-z ]{0,20}",
            more in proptest::collection::vec((0_usize..80, 0_usize..80), 0..6),
        ) {
            let text = format!("{before}{secret}{after}");
            let mut out: Vec<Range<usize>> = words_of(&text, &secret);
            prop_assert_eq!(out.len(), 1);
            out.extend(more.iter().map(|(a, b)| *a.min(b)..*a.max(b)));
            let clean = redact(&text, &out);
            prop_assert!(!clean.contains(&secret));
            prop_assert!(clean.contains(LEFT_OUT));
            let once = redact(&text, &words_of(&text, &secret));
            prop_assert_eq!(once, format!("{before}{LEFT_OUT}{after}"));
        }

        #[test]
        fn any_text_and_any_ranges_are_borne(
            text in ".{0,60}", ranges in proptest::collection::vec((0_usize..90, 0_usize..90), 0..8),
        ) {
            let ranges: Vec<Range<usize>> = ranges.into_iter().map(|(a, b)| a..b).collect();
            let _ = redact(&text, &ranges);
            let _ = words_of(&text, &text);
        }
    }
}
