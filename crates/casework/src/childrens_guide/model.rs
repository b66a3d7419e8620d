//! What the guide says, which version holds, and that it was given. Pure.

use std::sync::LazyLock;

use kernel::{Date, Error, FieldError, Id, Invalid, Result, Timestamp, codes, kinds::Account};
use serde::Deserialize;

use crate::words::{NOTE, mend, required};

codes! {
    /// For whom a text is written.
    Reading {
        Younger = "younger", "For younger children, to read with an adult";
        Older = "older", "From about 11";
    }
}

codes! {
    /// A part of the guide. National Minimum Standard 18.6 asks for all but the last two.
    Part {
        Aims = "aims", "What the service sets out to do for children";
        Rights = "rights", "How a child finds out their rights";
        Advocate = "advocate", "How to get an independent advocate";
        Officer = "officer", "How to reach the independent reviewing officer, if there is one";
        Commissioner = "commissioner", "How to reach the Children’s Commissioner";
        Inspectorate = "inspectorate", "How to raise a concern with Ofsted";
        Complaints = "complaints", "How to complain";
        Contact = "contact", "How to reach the agency";
    }
}

codes! {
    /// How the guide was given.
    Way {
        Together = "together", "Read together";
        Hand = "hand", "Given by hand";
        Post = "post", "By post";
        Page = "page", "On their own page here";
    }
}

codes! {
    /// To whom.
    ToWhom {
        Child = "child", "The child";
        Carer = "carer", "A parent or carer, for the child";
        Both = "both", "The child and a parent or carer";
    }
}

/// The edition of the text that comes with Hearth. It changes with the words of `data/young-people/guide.csv`.
pub const EDITION: &str = "2026-11";

/// What a version says: the words of each part, in the order of [`Part::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The number of the version that was read; 0 for the text that comes with Hearth.
    pub number: i64,
    /// The words.
    pub words: Vec<String>,
    /// The day from which it holds; none for the text that comes with Hearth.
    pub from: Option<Date>,
}

impl Text {
    /// The words of a part.
    pub fn of(&self, part: Part) -> &str {
        Part::ALL.iter().position(|p| *p == part).and_then(|at| self.words.get(at)).map_or("", String::as_str)
    }

    /// What a version is called.
    pub fn name(&self) -> String {
        match self.number {
            0 => format!("the text that comes with Hearth, edition {EDITION}"),
            number => format!("version {number}"),
        }
    }
}

/// A version that an agency wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// Its id.
    pub id: Id<()>,
    /// For whom.
    pub reading: Reading,
    /// What it says.
    pub text: Text,
    /// When it was written.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

/// A part of the text that comes with Hearth.
#[derive(Debug, Clone, Deserialize)]
pub struct Shipped {
    reading: String,
    part: String,
    /// Its heading, in words for its readers.
    pub heading: String,
    /// What it says.
    pub words: String,
    /// Where it comes from.
    pub source: String,
}

/// The parts that come with Hearth for a reading, in the order of [`Part::ALL`].
///
/// # Errors
/// `Internal` when the shipped data is broken: a test reads it.
pub fn shipped(reading: Reading) -> Result<Vec<&'static Shipped>> {
    static ALL: LazyLock<Result<Vec<Shipped>>> = LazyLock::new(|| {
        let text = include_str!("../../../../data/young-people/guide.csv");
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        reader.deserialize().map(|row| row.map_err(|e| Error::internal("the Children's Guide", e))).collect()
    });
    let all = ALL.as_deref().map_err(Clone::clone)?;
    Part::ALL
        .iter()
        .map(|part| {
            all.iter()
                .find(|s| s.reading == reading.code() && s.part == part.code())
                .ok_or_else(|| Error::Internal(format!("the Children's Guide lacks '{}'", part.code())))
        })
        .collect()
}

/// The whole text that comes with Hearth.
///
/// # Errors
/// Those of [`shipped`].
pub fn default_text(reading: Reading) -> Result<Text> {
    let words = shipped(reading)?.into_iter().map(|s| s.words.clone()).collect();
    Ok(Text { number: 0, words, from: None })
}

/// Of an agency's versions of one reading, the one that holds on a day: the highest number of those whose day has come; the text that
/// comes with Hearth where there is none.
///
/// # Errors
/// Those of [`shipped`].
pub fn holds(versions: &[Guide], reading: Reading, on: Date) -> Result<Text> {
    let newest = versions
        .iter()
        .filter(|g| g.reading == reading && g.text.from.is_some_and(|from| from <= on))
        .max_by_key(|g| g.text.number);
    newest.map_or_else(|| default_text(reading), |guide| Ok(guide.text.clone()))
}

/// What is wrong with a text that an agency writes: every part must say something, since the standard asks for each.
///
/// # Errors
/// `Invalid` beside each part, and on `from` for a day that is past.
pub fn check(text: &Text, today: Date) -> Result<()> {
    let mut wrong: Vec<FieldError> = Part::ALL
        .iter()
        .filter_map(|part| required(part.code(), text.of(*part), NOTE, &missing(*part)))
        .collect();
    match text.from {
        Some(from) if from >= today => {}
        Some(_) => {
            wrong.push(mend("from", "The day must be today or later: what was read before stays as it was"))
        }
        None => wrong.push(mend("from", "Enter the day from which it holds")),
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(Invalid(wrong))) }
}

/// The message where a part says nothing.
pub(super) fn missing(part: Part) -> String {
    let label = part.label();
    let mut letters = label.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
    format!("Say {first}{}", letters.as_str())
}

/// That the guide was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its id.
    pub id: Id<()>,
    /// In which reading.
    pub reading: Reading,
    /// In which version: 0 for the text that comes with Hearth.
    pub number: i64,
    /// The edition of that text, where it was that one; empty otherwise.
    pub edition: String,
    /// How.
    pub way: Way,
    /// To whom.
    pub to: ToWhom,
    /// On which day.
    pub on: Date,
    /// When that was recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<Id<Account>>,
}

impl Given {
    /// What the version is called.
    pub fn version(&self) -> String {
        match self.number {
            0 => format!("The text that comes with Hearth, edition {}", self.edition),
            number => format!("Version {number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::tests::fixed;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn guide(reading: Reading, number: i64, from: &str) -> Guide {
        let words = Part::ALL.iter().map(|p| format!("{} {number}", p.code())).collect();
        Guide {
            id: Id::from_parts(1, [1; 10]),
            reading,
            text: Text { number, words, from: Some(day(from)) },
            at: Timestamp::UNIX_EPOCH,
            by: None,
        }
    }

    #[test]
    fn what_comes_with_hearth_holds_every_part_with_its_source_and_no_number_of_a_telephone() {
        for reading in Reading::ALL {
            let parts = shipped(*reading).unwrap();
            assert_eq!(parts.len(), Part::ALL.len());
            for part in &parts {
                assert!(!part.heading.is_empty() && !part.words.is_empty() && !part.source.is_empty());
                assert!(!part.words.contains(|c: char| c.is_ascii_digit()), "{}", part.words);
            }
            let text = default_text(*reading).unwrap();
            assert_eq!((text.number, text.of(Part::Inspectorate).contains("Ofsted")), (0, true));
        }
    }

    /// Sentences for younger children are shorter than those for older ones, and none is long.
    #[test]
    fn the_younger_text_is_in_shorter_sentences() {
        let of = |reading| {
            let text = default_text(reading).unwrap().words.join(" ");
            let sentences: Vec<usize> =
                text.split_terminator(['.', ':']).map(|s| s.split_whitespace().count()).collect();
            let mean = sentences.iter().sum::<usize>() as f64 / sentences.len() as f64;
            (mean, sentences.into_iter().max().unwrap())
        };
        let (younger, longest) = of(Reading::Younger);
        assert!(younger < of(Reading::Older).0 && younger < 11.0, "{younger} words a sentence");
        assert!(longest <= 22, "a sentence of {longest} words");
    }

    #[test]
    fn an_agencys_version_holds_from_its_day_and_hearths_before() {
        let all = [
            guide(Reading::Older, 1, "2026-01-01"),
            guide(Reading::Older, 2, "2026-12-01"),
            guide(Reading::Younger, 1, "2026-06-01"),
        ];
        let on = |reading, on: &str| holds(&all, reading, day(on)).unwrap().number;
        assert_eq!(on(Reading::Older, "2025-12-31"), 0);
        assert_eq!(on(Reading::Older, "2026-11-30"), 1);
        assert_eq!(on(Reading::Older, "2026-12-01"), 2);
        assert_eq!(on(Reading::Younger, "2026-12-01"), 1);
    }

    #[test]
    fn every_part_must_say_something_and_the_day_is_not_past() {
        let today = day("2026-11-20");
        let good = guide(Reading::Older, 1, "2026-11-20").text;
        assert!(check(&good, today).is_ok());
        let fields = |text: &Text| match check(text, today) {
            Err(Error::Invalid(Invalid(wrong))) => wrong.into_iter().map(|w| w.field).collect(),
            _ => Vec::new(),
        };
        for (at, part) in Part::ALL.iter().enumerate() {
            let mut text = good.clone();
            text.words[at] = " - ".into();
            assert_eq!(fields(&text), [part.code()], "a mark says nothing");
        }
        assert_eq!(fields(&Text { from: Some(day("2026-11-19")), ..good.clone() }), ["from"]);
        assert_eq!(fields(&Text { from: None, ..good }), ["from"]);
        assert_eq!(missing(Part::Advocate), "Say how to get an independent advocate");
    }

    proptest! {
        #![proptest_config(fixed())]
        /// What holds began on or before the day, and nothing that began by then has a higher number.
        #[test]
        fn the_highest_that_has_begun_holds(starts in proptest::collection::vec(0_i32..60, 0..6), on in 0_i32..60) {
            let at = |days: i32| day("2026-01-01").checked_add(jiff::Span::new().days(days)).unwrap();
            let all: Vec<Guide> = starts.iter().zip(1..).map(|(start, number)| {
                let mut one = guide(Reading::Older, number, "2026-01-01");
                one.text.from = Some(at(*start));
                one
            }).collect();
            let held = holds(&all, Reading::Older, at(on)).unwrap();
            let begun = starts.iter().zip(1..).filter(|(start, _)| **start <= on).map(|(_, number)| number).max();
            prop_assert_eq!(held.number, begun.unwrap_or(0));
        }
    }
}
