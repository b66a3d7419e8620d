//! The words of a text: those by which it is found, and what changed from one version to the next. Pure.

use std::collections::BTreeSet;

use super::model::Text;

/// The most words by which one entry is found.
const MOST: usize = 1_000;
/// The most words that one search looks for.
pub const SOUGHT: usize = 3;
/// The shortest word that is looked for, in letters.
pub const LEAST: usize = 3;

/// Words that stand in nearly every text.
const EVERYWHERE: &[&str] = &[
    "about", "all", "also", "and", "any", "are", "but", "can", "for", "from", "has", "have", "how", "not",
    "our", "that", "the", "their", "them", "there", "they", "this", "was", "were", "what", "when", "which",
    "who", "will", "with", "you",
];

/// The words of a text that it is found by, each once: lower case, a plural as its singular.
pub fn of(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= LEAST && !EVERYWHERE.contains(word))
        .map(|word| match word.strip_suffix('s') {
            Some(one) if one.chars().count() > LEAST && !one.ends_with('s') => one.to_owned(),
            _ => word.to_owned(),
        })
        .take(MOST)
        .collect()
}

/// The words by which an entry is found: those of its title first.
pub fn of_entry(text: &Text) -> BTreeSet<String> {
    of(&format!("{} {}", text.title.as_deref().unwrap_or_default(), text.words))
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// It stands in both versions.
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Gone,
}

/// More lines than this are not matched one by one: the table of all pairs would grow too large.
const PAIRS: usize = 1_000_000;

/// The lines of two texts in one list, those of the later in their order and the ones that are gone where they stood.
pub fn compare<'t>(before: &'t str, after: &'t str) -> Vec<(Line, &'t str)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    if old.len().saturating_mul(new.len()) > PAIRS {
        let gone = old.into_iter().map(|line| (Line::Gone, line));
        return gone.chain(new.into_iter().map(|line| (Line::Added, line))).collect();
    }
    // `longest[i][j]` is how many lines the rests of both from i and j have in common, in order.
    let mut longest = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (i, left) in old.iter().enumerate().rev() {
        for (j, right) in new.iter().enumerate().rev() {
            longest[i][j] = if left == right {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while let (Some(left), Some(right)) = (old.get(i), new.get(j)) {
        if left == right {
            lines.push((Line::Same, *right));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            lines.push((Line::Gone, *left));
            i += 1;
        } else {
            lines.push((Line::Added, *right));
            j += 1;
        }
    }
    lines.extend(old.iter().skip(i).map(|line| (Line::Gone, *line)));
    lines.extend(new.iter().skip(j).map(|line| (Line::Added, *line)));
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_plain_and_few() {
        let found: Vec<String> =
            of("The Reviews: how our reviews of PLANS went, and class size").into_iter().collect();
        assert_eq!(found, ["class", "plan", "review", "size", "went"]);
        assert!(of("a of to").is_empty());
    }

    #[test]
    fn a_changed_line_is_gone_and_added() {
        let said = compare("one\ntwo\nthree", "one\n2\nthree\nfour");
        let expected = [
            (Line::Same, "one"),
            (Line::Gone, "two"),
            (Line::Added, "2"),
            (Line::Same, "three"),
            (Line::Added, "four"),
        ];
        assert_eq!(said, expected);
        assert_eq!(compare("", ""), []);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_out_of_a_comparison(old in "[ab\n]{0,40}", new in "[ab\n]{0,40}") {
            let lines = compare(&old, &new);
            let without = |left_out: Line| -> Vec<&str> {
                lines.iter().filter(|(line, _)| *line != left_out).map(|(_, text)| *text).collect()
            };
            prop_assert_eq!(without(Line::Added), old.lines().collect::<Vec<_>>());
            prop_assert_eq!(without(Line::Gone), new.lines().collect::<Vec<_>>());
        }

        #[test]
        fn every_word_of_a_text_finds_it(text in "\\PC{0,200}") {
            let words = of(&text);
            for word in &words {
                prop_assert!(of(word).is_subset(&words), "{}", word);
            }
        }
    }
}
